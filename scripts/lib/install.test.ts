import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { installPackages, isInstalled } from './install.mjs'

let root: string

/** Stands in for npm: a script that does what the test says and notes how it was called. */
function npmThat(does: string) {
  const cli = join(root, 'npm-cli.js')
  writeFileSync(
    cli,
    `const fs = require('node:fs')
     fs.mkdirSync('node_modules', { recursive: true })
     fs.writeFileSync('called.json', JSON.stringify({ args: process.argv.slice(2), env: process.env }))
     ${does}`,
  )
  vi.stubEnv('npm_execpath', cli)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-install-'))
  writeFileSync(join(root, 'package.json'), '{"type":"commonjs"}')
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3}')
})
afterEach(() => rmSync(root, { recursive: true }))

it('installs without saving, without scripts and with what tests and the build need', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  npmThat('')
  await installPackages(root)
  const { args, env } = JSON.parse(readFileSync(join(root, 'called.json'), 'utf8'))
  expect(args).toEqual(expect.arrayContaining(['install', '--no-save', '--ignore-scripts', '--include=dev']))
  expect(env).toMatchObject({ NODE_ENV: 'development', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' })
})

it('is not repeated until the packages or how they are installed change', async () => {
  npmThat('')
  expect(isInstalled(root)).toBe(false)
  await installPackages(root)
  expect(isInstalled(root)).toBe(true)
  writeFileSync(join(root, 'package.json'), '{"type":"commonjs","scripts":{"lint":"true"}}')
  expect(isInstalled(root)).toBe(true)
  writeFileSync(join(root, 'package.json'), '{"type":"commonjs","dependencies":{"zod":"4.0.0"}}')
  expect(isInstalled(root)).toBe(false)
  await installPackages(root)
  writeFileSync(join(root, '.npmrc'), 'save-exact=true')
  expect(isInstalled(root)).toBe(false)
})

it('fails and puts the lockfile back when npm changed it', async () => {
  npmThat(`fs.writeFileSync('package-lock.json', '{"lockfileVersion":3,"packages":{}}')`)
  await expect(installPackages(root)).rejects.toThrow('package-lock.json does not match package.json')
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe('{"lockfileVersion":3}')
  expect(isInstalled(root)).toBe(false)
})

it('shows what npm says when it fails, and tries again next time', async () => {
  npmThat(`console.error('npm error code ENOTFOUND'); process.exit(1)`)
  await expect(installPackages(root)).rejects.toThrow(/could not be installed; npm says:\nnpm error code ENOTFOUND/)
  expect(isInstalled(root)).toBe(false)
})

it('begins anew after an install that was interrupted', async () => {
  npmThat(`fs.writeFileSync('node_modules/half', ''); process.kill(process.pid, 'SIGKILL')`)
  await expect(installPackages(root)).rejects.toThrow('could not be installed')
  expect(existsSync(join(root, 'node_modules/half'))).toBe(true)
  npmThat('')
  await installPackages(root)
  expect(existsSync(join(root, 'node_modules/half'))).toBe(false)
  expect(isInstalled(root)).toBe(true)
})

it('keeps what is installed when only the lockfile has changed', async () => {
  npmThat(`fs.writeFileSync('node_modules/kept', '')`)
  await installPackages(root)
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}')
  npmThat('')
  await installPackages(root)
  expect(existsSync(join(root, 'node_modules/kept'))).toBe(true)
})

it('stops npm at once when it is asked to stop', async () => {
  npmThat('setInterval(() => {}, 1000)')
  const abort = new AbortController()
  const installing = installPackages(root, abort.signal)
  await expect.poll(() => existsSync(join(root, 'called.json'))).toBe(true)
  abort.abort(new Error('stopped'))
  await expect(installing).rejects.toThrow('stopped')
})
