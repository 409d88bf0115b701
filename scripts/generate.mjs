import { fileURLToPath } from 'node:url'
import { describeFailure } from './lib/failure.mjs'
import { findNode } from './lib/node-runtime.mjs'
import { generateClient } from './lib/prisma-client.mjs'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

generateClient(root, findNode(root)).catch((error) => {
  console.error(describeFailure(error))
  process.exit(1)
})
