import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A hash over the names and contents of files, the same on every machine.
 * @param {string} root
 * @param {string[]} paths files and folders below it; missing ones count as missing
 * @param {(path: string) => boolean} [include] by path relative to root, with forward slashes
 */
export function contentHash(root, paths, include = () => true) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap((entry) => filesBelow(root, entry)).filter(include)) {
    hash.update(`${path}\0`)
    hash.update(
      createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest(),
    )
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]} sorted, relative to root
 */
export function filesBelow(root, path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`))
}

/**
 * @param {string} file
 * @param {string} hash
 */
export function isStamped(file, hash) {
  try {
    return readFileSync(file, 'utf8').trim() === hash
  } catch {
    return false
  }
}

/**
 * @param {string} file
 * @param {string} hash
 */
export function stamp(file, hash) {
  writeFileSync(file, `${hash}\n`)
}
