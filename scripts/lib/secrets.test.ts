import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localSecrets } from './secrets.mjs'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-secrets-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

it('makes secrets that only their owner can read, and the same ones afterwards', () => {
  const made = localSecrets(dataDir, { databaseExists: false })
  expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(Buffer.from(made.keyEncryptionKey, 'base64')).toHaveLength(32)
  expect(made.nextAuthSecret.length).toBeGreaterThanOrEqual(32)
  expect(new Set(Object.values(made.roles)).size).toBe(4)
  expect(localSecrets(dataDir, { databaseExists: true })).toEqual(made)
})

it('never makes new ones for a database that opens only with the old ones', () => {
  expect(() => localSecrets(dataDir, { databaseExists: true })).toThrow(/secrets\.json is missing/)
})

it.each(['', '{', '[]', '{"postgres":"x"}'])('refuses a damaged file: %j', (text) => {
  writeFileSync(join(dataDir, 'secrets.json'), text)
  expect(() => localSecrets(dataDir, { databaseExists: false })).toThrow(/secrets\.json is damaged/)
  expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe(text)
})
