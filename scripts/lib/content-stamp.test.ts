import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { contentHash, isStamped, stamp } from './content-stamp.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-stamp-'))
  mkdirSync(join(root, 'src/deep'), { recursive: true })
  writeFileSync(join(root, 'src/a.ts'), 'a')
  writeFileSync(join(root, 'src/deep/b.test.ts'), 'b')
})
afterEach(() => rmSync(root, { recursive: true }))

const hash = (include?: (path: string) => boolean) => contentHash(root, ['src', 'missing.json'], include)

it('stays the same while nothing changes', () => {
  expect(hash()).toBe(hash())
})

it.each([
  ['a content', () => writeFileSync(join(root, 'src/a.ts'), 'A')],
  ['a name', () => renameSync(join(root, 'src/a.ts'), join(root, 'src/c.ts'))],
  ['the set of files', () => writeFileSync(join(root, 'missing.json'), '')],
])('changes with %s', (_, change) => {
  const before = hash()
  change()
  expect(hash()).not.toBe(before)
})

it('leaves out what does not count', () => {
  const withoutTests = () => hash((path) => !path.endsWith('.test.ts'))
  const before = withoutTests()
  writeFileSync(join(root, 'src/deep/b.test.ts'), 'changed')
  expect(withoutTests()).toBe(before)
})

it('recognises its own stamp and no other', () => {
  const file = join(root, 'stamp')
  expect(isStamped(file, 'one')).toBe(false)
  stamp(file, 'one')
  expect(isStamped(file, 'one')).toBe(true)
  expect(isStamped(file, 'two')).toBe(false)
})
