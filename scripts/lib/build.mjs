import { join } from 'node:path'
import { contentHash, isStamped, stamp } from './content-stamp.mjs'
import { Failure } from './failure.mjs'
import { runTool } from './run-tool.mjs'

const SOURCES = [
  'src/app',
  'src/components',
  'src/trpc',
  'src/contracts',
  'src/server',
  'public',
  'prisma/schema',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

const isBuilt = (path) => !/\.test\.tsx?$/.test(path) && !path.includes('/db/generated/')

/** @param {string} root */
function wantedBuild(root) {
  return contentHash(root, SOURCES, isBuilt)
}

/** @param {string} root */
export function isBuildCurrent(root) {
  return isStamped(join(root, '.next/gatehouse-built-from'), wantedBuild(root))
}

/**
 * @param {string} root
 * @param {string} node
 * @param {{ signal?: AbortSignal, onOutput?: (chunk: Buffer) => void }} [options]
 */
export async function buildConsole(root, node, { signal, onOutput } = {}) {
  const wanted = wantedBuild(root)
  const { code, output } = await runTool({
    root,
    node,
    args: ['node_modules/next/dist/bin/next', 'build'],
    env: { NODE_ENV: 'production' },
    signal,
    onOutput,
  })
  signal?.throwIfAborted()
  if (code !== 0) throw new Failure(`The console could not be built:\n${onOutput ? '(see above)' : output.trim()}`)
  stamp(join(root, '.next/gatehouse-built-from'), wanted)
}
