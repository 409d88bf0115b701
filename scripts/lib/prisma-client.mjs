import { join } from 'node:path'
import { contentHash, isStamped, stamp } from './content-stamp.mjs'
import { Failure } from './failure.mjs'
import { runTool } from './run-tool.mjs'

const OUTPUT = 'src/server/platform/db/generated'

/** @param {string} root */
function wantedClient(root) {
  return contentHash(root, ['prisma/schema', 'node_modules/prisma/package.json'])
}

/** @param {string} root */
export function isClientGenerated(root) {
  return isStamped(join(root, OUTPUT, '.generated-from'), wantedClient(root))
}

/**
 * @param {string} root
 * @param {string} node
 * @param {AbortSignal} [signal]
 */
export async function generateClient(root, node, signal) {
  const { code, output } = await runTool({
    root,
    node,
    args: ['node_modules/prisma/build/index.js', 'generate', '--schema=prisma/schema', '--no-hints'],
    // The CLI downloads a schema engine that `generate` never runs, unless it is told of a file that exists.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: node, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    signal,
  })
  if (code !== 0) throw new Failure(`The database client could not be generated:\n${output.trim()}`)
  stamp(join(root, OUTPUT, '.generated-from'), wantedClient(root))
}
