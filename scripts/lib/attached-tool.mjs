import { spawn } from 'node:child_process'
import { withNode } from './node-runtime.mjs'

/**
 * Runs a test runner whose output is seen on this terminal as it comes.
 *
 * It gets a process group of its own and SIGINT once: a runner that hears of one Ctrl-C twice, from the terminal
 * and from here, leaves without stopping what it has started. The channel tells it when this process is gone.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node
 * @param {string[]} options.args
 * @param {Record<string, string>} [options.env]
 * @param {AbortSignal} options.signal
 * @returns {Promise<number>} exit code
 */
export function runAttached({ root, node, args, env = {}, signal }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const child = spawn(node, args, {
      cwd: root,
      env: withNode(node, { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env }),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const end = () => child.kill('SIGINT')
    signal.addEventListener('abort', end, { once: true })
    child.once('error', reject)
    child.once('exit', (code) => {
      signal.removeEventListener('abort', end)
      resolve(code ?? 1)
    })
  })
}
