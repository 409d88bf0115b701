import { readFileSync } from 'node:fs'

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [note] why a count is not the runner's own
 */

/**
 * What vitest's JSON report says. A file that could not be loaded has no test to fail: it counts as one.
 * @param {string} file
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countVitest(file, exitCode) {
  const report = readReport(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0, note: 'vitest wrote no report' }
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  ).length
  return settle(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    exitCode,
  )
}

/**
 * What Playwright's JSON report says.
 * @param {string} file
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countPlaywright(file, exitCode) {
  const report = readReport(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0, note: 'Playwright wrote no report' }
  const { expected, unexpected, flaky, skipped } = report.stats
  return settle({ passed: expected + flaky, failed: unexpected, skipped }, exitCode)
}

/**
 * A run in which no test was executed, or which failed without a failed test, is a failure.
 * @param {Counts} counts
 * @param {number} exitCode
 * @returns {Counts}
 */
function settle(counts, exitCode) {
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, note: 'no test was executed' }
  if (exitCode !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, note: `the runner ended with exit code ${exitCode}` }
  }
  return counts
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * The closing line of a run.
 * @param {Counts[]} results
 */
export function sumLine(results) {
  const sum = (name) => results.reduce((total, counts) => total + counts[name], 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
