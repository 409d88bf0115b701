import { cpus, totalmem } from 'node:os'

/** Both sides of one piece of work, measured in the same run. */
export type Result = {
  work: string
  ours: number
  reference: number
  unit: string
  /** Ours over the reference. */
  ratio: number
  aim: number
  lowerIsBetter: boolean
  /** Where the ratio lies with 95 % confidence, where that was asked for. */
  confidence?: { low: number; high: number }
}

/** What a bench answers; `postgres` is the server's version, null where none was used. */
export type Measured = { results: Result[]; postgres: string | null }

export type Report = {
  bench: string
  machine: { cores: number; memoryGiB: number; node: string; postgres: string | null }
  results: Result[]
}

export function makeReport(bench: string, { results, postgres }: Measured): Report {
  const memoryGiB = Math.round((totalmem() / 1024 ** 3) * 10) / 10
  return { bench, machine: { cores: cpus().length, memoryGiB, node: process.versions.node, postgres }, results }
}

export function meetsAim({ ratio, aim, lowerIsBetter }: Result): boolean {
  return lowerIsBetter ? ratio <= aim : ratio >= aim
}

export function asTable({ bench, machine, results }: Report): string {
  const head = ['work', 'ours', 'reference', 'unit', 'ratio', 'aim', '']
  const rows = results.map((result) => [
    result.work,
    String(result.ours),
    String(result.reference),
    result.unit,
    result.confidence
      ? `${result.ratio.toFixed(3)} (${result.confidence.low.toFixed(3)} to ${result.confidence.high.toFixed(3)})`
      : result.ratio.toFixed(2),
    `${result.lowerIsBetter ? '≤' : '≥'} ${result.aim}`,
    meetsAim(result) ? 'met' : 'missed',
  ])
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)))
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const postgres = machine.postgres === null ? '' : `, Postgres ${machine.postgres}`
  return [
    `${bench}: ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}${postgres}`,
    line(head),
    ...rows.map(line),
  ].join('\n')
}
