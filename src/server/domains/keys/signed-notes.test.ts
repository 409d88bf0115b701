import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyHash, parseVkey, vkeyOf } from './note-key.ts'
import { verifyNote } from './verify-note.ts'

const pair = generateKeyPairSync('ed25519')
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const name = 'gatehouse.test/t/1'
const text = 'gatehouse/leaver-receipt/v1\nx\ny\n'
const note = `${text}\n— ${name} ${Buffer.concat([keyHash(name, publicKey), sign(null, Buffer.from(text), pair.privateKey)]).toString('base64')}\n`
const vkey = vkeyOf(name, publicKey)

test('a note that the key signed gives its text', () => {
  expect(verifyNote(note, vkey)).toBe(text)
})

test('a note gives nothing once any one byte of it is another', () => {
  const end = note.length - 1
  for (let at = 0; at < end; at += 1) {
    const changed = note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1)
    expect(verifyNote(changed, vkey), `at ${at}`).toBeNull()
  }
})

test('a key of another name, another key and what is no key verify nothing', () => {
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  for (const wrong of [
    vkeyOf('gatehouse.test/t/2', publicKey),
    vkeyOf(name, other),
    vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'),
    '',
    'x',
  ])
    expect(verifyNote(note, wrong)).toBeNull()
  expect(parseVkey(vkey)).toMatchObject({ name })
})
