import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countPlaywright, countVitest, sumLine } from './test-counts.mjs'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-counts-'))
  file = join(folder, 'report.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (report: unknown) => writeFileSync(file, JSON.stringify(report))
const vitestReport = (counts: object, testResults: unknown[] = []) =>
  write({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults, ...counts })

describe('vitest', () => {
  it('counts what passed, failed and was skipped', () => {
    vitestReport({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 })
    expect(countVitest(file, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 })
  })

  it('counts a file that could not be loaded as one failure', () => {
    vitestReport({ numPassedTests: 7 }, [{ status: 'failed', assertionResults: [] }])
    expect(countVitest(file, 1)).toMatchObject({ passed: 7, failed: 1 })
  })

  it('does not count a failed test a second time for its file', () => {
    vitestReport({ numFailedTests: 1 }, [{ status: 'failed', assertionResults: [{ status: 'failed' }] }])
    expect(countVitest(file, 1)).toMatchObject({ failed: 1 })
  })
})

describe('Playwright', () => {
  it('counts what passed, failed and was skipped', () => {
    write({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } })
    expect(countPlaywright(file, 1)).toEqual({ passed: 4, failed: 1, skipped: 2 })
  })
})

describe.each([
  ['vitest', countVitest, () => vitestReport({ numPendingTests: 3 }), () => vitestReport({ numPassedTests: 3 })],
  [
    'Playwright',
    countPlaywright,
    () => write({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 3 } }),
    () => write({ stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 } }),
  ],
])('%s', (_, count, onlySkipped, onlyPassed) => {
  it('fails a run that executed no test', () => {
    onlySkipped()
    expect(count(file, 0)).toMatchObject({ passed: 0, failed: 1, note: 'no test was executed' })
  })

  it('fails a run that ended badly although every test passed', () => {
    onlyPassed()
    expect(count(file, 1)).toMatchObject({ passed: 3, failed: 1, note: 'the runner ended with exit code 1' })
  })

  it('fails a run that left no report', () => {
    expect(count(file, 0)).toMatchObject({ passed: 0, failed: 1 })
  })
})

it('sums everything in one line and mentions skipped ones only when there are any', () => {
  const passed = { passed: 4, failed: 0, skipped: 0 }
  expect(sumLine([passed, { passed: 1, failed: 2, skipped: 0 }])).toBe('5 passed, 2 failed')
  expect(sumLine([passed, { passed: 0, failed: 0, skipped: 3 }])).toBe('4 passed, 0 failed, 3 skipped')
})
