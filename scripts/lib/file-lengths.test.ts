import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { tooLongFiles } from './file-lengths.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-lengths-'))
  mkdirSync(join(root, 'src'))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (path: string, lines: number) => writeFileSync(join(root, path), 'x\n'.repeat(lines))

it('allows 300 lines of source and 500 of a test', () => {
  write('src/a.ts', 300)
  write('src/a.test.ts', 500)
  expect(tooLongFiles(root)).toEqual([])
})

it('names every file above its limit', () => {
  write('src/a.ts', 301)
  write('src/a.test.ts', 501)
  expect(tooLongFiles(root)).toEqual([
    'src/a.test.ts has 501 lines; the limit is 500. Split it by concept.',
    'src/a.ts has 301 lines; the limit is 300. Split it by concept.',
  ])
})
