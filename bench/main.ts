import { readdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { asTable, type Measured, makeReport } from './report.ts'

/** Files of this folder that are no bench of their own. */
const SHARED = new Set(['main', 'report', 'interleaved', 'apart', 'temporary-database'])

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const benches = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -3))
  .filter((name) => !SHARED.has(name))
const [name] = positionals
if (name === undefined || positionals.length > 1 || !benches.includes(name)) {
  process.stderr.write(`Say which bench: npm run -s bench -- <name> [--json]. There are: ${benches.join(', ')}.\n`)
  process.exit(2)
}

const { measure } = (await import(`./${name}.ts`)) as { measure: () => Promise<Measured> }
const report = makeReport(name, await measure())
process.stdout.write(`${values.json ? JSON.stringify(report) : asTable(report)}\n`)
process.exit(0)
