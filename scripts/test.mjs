import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runAttached } from './lib/attached-tool.mjs'
import { buildConsole, isBuildCurrent } from './lib/build.mjs'
import { provideChromium } from './lib/chromium.mjs'
import { dataFolder } from './lib/data-folder.mjs'
import { describeFailure, Failure } from './lib/failure.mjs'
import { installPackages, isInstalled } from './lib/install.mjs'
import { findNode, requireNode, thisMachine } from './lib/node-runtime.mjs'
import { runPairwise } from './lib/pairwise.mjs'
import { generateClient, isClientGenerated } from './lib/prisma-client.mjs'
import { makeProgress } from './lib/progress.mjs'
import { startLockHolder } from './lib/start-lock.mjs'
import { STATIC_CHECKS } from './lib/static-checks.mjs'
import { onStopRequest } from './lib/stop-request.mjs'
import { countPlaywright, countVitest, sumLine } from './lib/test-counts.mjs'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const PARTS = ['static', 'vitest', 'e2e']

/** @typedef {import('./lib/test-counts.mjs').Counts} Counts */

async function test() {
  const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
  if (only !== undefined && !PARTS.includes(only)) {
    throw new Failure(`There is no part "${only}".`, `Use one of: ${PARTS.map((part) => `--only=${part}`).join(', ')}.`)
  }
  const wanted = (part) => only === undefined || only === part
  const rest = process.argv.slice(2).filter((argument) => !argument.startsWith('--only='))
  const progress = makeProgress()
  const abort = new AbortController()
  onStopRequest({ first: () => abort.abort(new Failure('Stopped.')), again: () => process.exit(130) })

  requireNode(thisMachine())
  if (!isInstalled(root)) {
    await progress.step('Installing the packages of package-lock.json', () => installPackages(root, abort.signal))
  }
  const node = findNode(root)
  if (!isClientGenerated(root)) {
    await progress.step('Generating the database client', () => generateClient(root, node, abort.signal))
  }
  const run = { root, node, progress, signal: abort.signal, reports: mkdtempSync(join(tmpdir(), 'gatehouse-reports-')) }
  /** @type {Counts[]} */
  const results = []
  try {
    if (wanted('static')) results.push(...(await runStaticChecks(run)))
    if (wanted('vitest')) results.push(await runVitest(run, rest))
    if (wanted('e2e')) results.push(...(await runJourneys(run, rest)))
  } finally {
    rmSync(run.reports, { recursive: true, force: true })
  }
  abort.signal.throwIfAborted()
  return results
}

/** @returns {Promise<Counts[]>} */
async function runStaticChecks({ root, node, progress, signal }) {
  progress.say('Static checks')
  return runPairwise(
    STATIC_CHECKS.map((check) => async () => {
      const { code, output } = await check.run({ root, node, signal })
      progress.say(`${code === 0 ? 'passed' : 'FAILED'}  ${check.name}`)
      if (code !== 0) console.log(output.trimEnd())
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
    }),
  )
}

/** @returns {Promise<Counts>} */
async function runVitest(run, rest) {
  run.progress.say('Unit and database tests')
  const report = join(run.reports, 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...rest]
  const code = await runAttached({ ...run, args: ['node_modules/vitest/vitest.mjs', ...args] })
  return told(run.progress, countVitest(report, code))
}

/** @returns {Promise<Counts[]>} the build, then the browser's journeys through it */
async function runJourneys(run, rest) {
  const chromium = await provideChromium(run.root, run.node, run.progress.say)
  const build = await runBuild(run)
  if (build.failed > 0) {
    run.progress.say('FAILED  browser journeys: not run, because there is no build')
    return [build, { passed: 0, failed: 1, skipped: 0 }]
  }
  run.progress.say('Browser journeys')
  const report = join(run.reports, 'playwright.json')
  const code = await runAttached({
    ...run,
    args: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...rest],
    env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  return [build, told(run.progress, countPlaywright(report, code))]
}

/** @returns {Promise<Counts>} */
async function runBuild({ root, node, progress, signal }) {
  try {
    if (!isBuildCurrent(root)) {
      const holder = startLockHolder(dataFolder(root, process.env))
      if (holder) {
        throw new Failure(
          'The sources have changed since the build that npm start is serving from this folder.',
          `Stop it (process ${holder.pid}) before the browser journeys build anew.`,
        )
      }
      await progress.step('Building the console', () => buildConsole(root, node, { signal }))
    }
    progress.say('passed  build')
    return { passed: 1, failed: 0, skipped: 0 }
  } catch (error) {
    progress.say('FAILED  build')
    console.log(describeFailure(error))
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function told(progress, counts) {
  if (counts.note) progress.say(`FAILED  ${counts.note}`)
  return counts
}

test().then(
  (results) => {
    console.log(`\n${sumLine(results)}`)
    process.exit(results.every((counts) => counts.failed === 0) ? 0 : 1)
  },
  (error) => {
    console.error(`\n${describeFailure(error)}`)
    console.log('\n0 passed, 1 failed')
    process.exit(1)
  },
)
