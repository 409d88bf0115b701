import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { withNode } from './node-runtime.mjs'

const END_WITH_PARENT = new URL('./end-with-parent.mjs', import.meta.url)

/**
 * @typedef {object} SupervisedProcess
 * @property {string} name
 * @property {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} exited
 * @property {() => boolean} isRunning
 * @property {() => Promise<void>} stop SIGTERM, then SIGKILL when it does not listen
 * @property {() => void} kill
 * @property {() => string} lastOutput
 */

/**
 * Starts one of the demo's processes.
 *
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.root
 * @param {string} options.node
 * @param {string[]} options.args
 * @param {Record<string, string | undefined>} options.env
 * @param {string} [options.logFile] without it the output goes to this terminal
 * @param {number} [options.graceMs] time to stop by itself
 * @returns {SupervisedProcess}
 */
export function superviseProcess({ name, root, node, args, env, logFile, graceMs = 15_000 }) {
  const output = logFile ? openSync(logFile, 'a', 0o600) : 'inherit'
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', `--import=${END_WITH_PARENT.href}`, ...args], {
    cwd: root,
    env: withNode(node, env),
    stdio: ['ignore', output, output, 'ipc'],
    // A process group of its own: Ctrl-C reaches only the one that stops the others in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (typeof output === 'number') closeSync(output)
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve({ code: 1, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const kill = () => {
    if (isRunning()) child.kill('SIGKILL')
  }
  return {
    name,
    exited,
    isRunning,
    kill,
    async stop() {
      if (!isRunning()) return
      if (process.platform === 'win32') child.disconnect()
      else child.kill('SIGTERM')
      const timer = setTimeout(kill, graceMs)
      await exited
      clearTimeout(timer)
    },
    lastOutput: () => (logFile ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : ''),
  }
}
