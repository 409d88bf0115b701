import { spawn } from 'node:child_process'
import { withNode } from './node-runtime.mjs'

/**
 * Runs an installed tool under the project's Node until it ends.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node
 * @param {string[]} options.args script and its arguments
 * @param {Record<string, string | undefined>} [options.env] added to the current one
 * @param {(chunk: Buffer) => void} [options.onOutput]
 * @param {AbortSignal} [options.signal] aborting ends the tool
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runTool({ root, node, args, env = {}, onOutput, signal }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const child = spawn(node, args, {
      cwd: root,
      env: withNode(node, { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const end = () => child.kill('SIGTERM')
    signal?.addEventListener('abort', end, { once: true })
    let output = ''
    const collect = (chunk) => {
      output += chunk
      onOutput?.(chunk)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end)
      resolve({ code: code ?? 1, output })
    })
  })
}
