import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { Failure } from './failure.mjs'
import { runTool } from './run-tool.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge-stable']

/** Where installers put it when it is not in PATH. */
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
}

/**
 * The browser for the journeys: CHROMIUM_PATH, else Playwright's own, else the system's.
 * @param {string} root
 * @returns {string | undefined}
 */
export function findChromium(root) {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (existsSync(given)) return given
    throw new Failure(`CHROMIUM_PATH names ${given}, which does not exist.`, 'Correct or unset it.')
  }
  const { chromium } = createRequire(join(root, 'package.json'))('playwright-core')
  const inPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, process.platform === 'win32' ? `${name}.exe` : name)))
  return [chromium.executablePath(), ...inPath, ...(PLACES[process.platform] ?? [])].find((path) => existsSync(path))
}

/**
 * Finds a browser or installs one: Playwright's build where downloads work, Debian's package as root.
 * @param {string} root
 * @param {string} node
 * @param {(text: string) => void} say
 * @returns {Promise<string>}
 */
export async function provideChromium(root, node, say) {
  const found = findChromium(root)
  if (found) return found
  say('Installing Chromium for the browser journeys (playwright install chromium)')
  await runTool({
    root,
    node,
    args: ['node_modules/playwright/cli.js', 'install', 'chromium'],
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: undefined },
    signal: AbortSignal.timeout(300_000),
  })
  const downloaded = findChromium(root)
  if (downloaded) return downloaded
  if (isDebianAsRoot()) {
    say('Installing Chromium for the browser journeys (apt-get install chromium)')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore', env })
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { stdio: 'ignore', env })
    const packaged = findChromium(root)
    if (packaged) return packaged
  }
  throw new Failure(
    'The browser journeys need Chromium, and none was found or could be downloaded.',
    'Install Chromium or Google Chrome (Debian: apt-get install chromium), or set CHROMIUM_PATH to one.',
  )
}

function isDebianAsRoot() {
  if (process.getuid?.() !== 0) return false
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
