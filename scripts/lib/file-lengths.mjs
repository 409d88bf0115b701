import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow } from './content-stamp.mjs'

const LIMITS = { source: 300, test: 500 }
const FOLDERS = ['src', 'scripts', 'prisma', 'bench', 'e2e', 'public']

/**
 * Files that have grown past what can be read in one go.
 * @param {string} root
 * @returns {string[]} one line for each
 */
export function tooLongFiles(root) {
  return FOLDERS.flatMap((folder) => filesBelow(root, folder))
    .filter((path) => /\.(ts|tsx|js|mjs|cjs|css|prisma)$/.test(path) && !path.includes('/db/generated/'))
    .flatMap((path) => {
      const lines = readFileSync(join(root, path), 'utf8').replace(/\n$/, '').split('\n').length
      const limit = isTest(path) ? LIMITS.test : LIMITS.source
      return lines > limit ? [`${path} has ${lines} lines; the limit is ${limit}. Split it by concept.`] : []
    })
}

/** @param {string} path */
function isTest(path) {
  return path.startsWith('e2e/') || path.startsWith('src/testing/') || /\.(test|spec)\.tsx?$/.test(path)
}
