import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')

type Rule = { name: string; severity: string; comment: string }
const rules: Rule[] = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')).forbidden

/** For each rule a file that breaks it, and what it imports where that must exist first. */
const VIOLATIONS: Record<string, { file: string; imports: string; target?: string }> = {
  'no-cycles': { file: 'src/server/platform/a.ts', imports: './b.ts' },
  'no-unresolved': { file: 'src/server/platform/lost.ts', imports: './nowhere.ts' },
  'app-is-routes-only': { file: 'src/app/page.ts', imports: '#server/platform/b.ts' },
  'components-know-no-server': { file: 'src/components/button.ts', imports: '#server/domains/audit/index.ts' },
  'trpc-reaches-the-api-only': { file: 'src/trpc/client.ts', imports: '#server/platform/b.ts' },
  'transports-adapt-domains': { file: 'src/server/api/router.ts', imports: '#server/domains/audit/append.ts' },
  'transports-do-not-mix': {
    file: 'src/server/http/door.ts',
    imports: '../api/context.ts',
    target: 'src/server/api/context.ts',
  },
  'domains-depend-inwards': { file: 'src/server/domains/audit/page.ts', imports: '#server/api/context.ts' },
  'domains-meet-at-their-index': { file: 'src/server/domains/access/peek.ts', imports: '../audit/append.ts' },
  'nobody-reaches-into-a-domain': { file: 'bench/peek.ts', imports: '#server/domains/audit/append.ts' },
  'ground-domains-know-no-product-domains': {
    file: 'src/server/domains/audit/score.ts',
    imports: '../compliance/index.ts',
    target: 'src/server/domains/compliance/index.ts',
  },
  'platform-knows-no-domain': { file: 'src/server/platform/up.ts', imports: '#server/domains/audit/index.ts' },
  'contracts-stand-alone': { file: 'src/contracts/leak.ts', imports: '#server/platform/b.ts' },
  'contracts-import-zod-only': { file: 'src/contracts/heavy.ts', imports: 'react' },
  'contracts-need-no-node': { file: 'src/contracts/disk.ts', imports: 'node:fs' },
  'sdk-stands-alone': { file: 'src/sdk/client.ts', imports: '#server/platform/b.ts' },
  'nothing-imports-the-process': {
    file: 'src/server/platform/tail.ts',
    imports: '../main.ts',
    target: 'src/server/main.ts',
  },
  'tests-only': { file: 'src/server/platform/fake.ts', imports: '#testing/clock.ts', target: 'src/testing/clock.ts' },
  'demo-stays-apart': { file: 'src/server/http/demo.ts', imports: '../../demo/keys.ts', target: 'src/demo/keys.ts' },
  'demo-is-not-our-code-under-test': { file: 'src/demo/shortcut.ts', imports: '#server/platform/b.ts' },
  'jackson-has-one-adapter': { file: 'src/server/domains/identity/shortcut.ts', imports: '@boxyhq/saml-jackson' },
  'database-clients-stay-in-the-platform': { file: 'src/server/domains/audit/raw.ts', imports: 'pg' },
  'no-development-packages-at-run-time': { file: 'src/server/platform/dev.ts', imports: 'fast-check' },
  'no-undeclared-packages': { file: 'src/server/platform/stray.ts', imports: 'postcss' },
}

const ALLOWED = [
  ['src/app/good.ts', '#server/domains/audit/index.ts'],
  ['src/server/api/good.ts', '#server/domains/audit/index.ts'],
  ['src/server/domains/access/good.ts', '../audit/index.ts'],
  ['src/server/domains/identity/jackson-adapter.ts', '@boxyhq/saml-jackson'],
  ['src/server/platform/pool.ts', 'pg'],
  ['src/contracts/good.ts', 'zod'],
] as const

let folder: string
let found: { rule: string; from: string }[]

const plant = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}
const importing = (specifier: string) => `import * as it from '${specifier}'\nexport const used = it\n`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-rules-'))
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json'])
    cpSync(join(ROOT, file), join(folder, file))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  plant('src/server/platform/b.ts', importing('./a.ts'))
  plant('src/server/domains/audit/append.ts', 'export const append = 1\n')
  plant('src/server/domains/audit/index.ts', `export { append } from './append.ts'\n`)
  for (const { file, imports, target } of Object.values(VIOLATIONS)) {
    if (target) plant(target, 'export const target = 1\n')
    plant(file, importing(imports))
  }
  for (const [file, imports] of ALLOWED) plant(file, importing(imports))
  found = cruise()
})
afterAll(() => rmSync(folder, { recursive: true }))

function cruise() {
  const command = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const args = [command, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'bench']
  let output: string
  try {
    output = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    output = (error as { stdout: string }).stdout
  }
  const { summary } = JSON.parse(output) as { summary: { violations: { rule: { name: string }; from: string }[] } }
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }))
}

it('has a planted violation for every rule', () => {
  expect(Object.keys(VIOLATIONS).sort()).toEqual(rules.map(({ name }) => name).sort())
})

it.each(rules.map(({ name }) => name))('sees a violation of %s', (name) => {
  expect(found).toContainEqual({ rule: name, from: VIOLATIONS[name]?.file })
})

it.each(ALLOWED)('lets %s import %s', (file) => {
  expect(found.filter(({ from }) => from === file)).toEqual([])
})

it('makes every rule an error that gives its reason', () => {
  for (const { severity, comment } of rules) {
    expect(severity).toBe('error')
    expect(comment.length).toBeGreaterThan(20)
  }
})
