import { settingsTable } from './settings-table.ts'

/** `gatehouse settings`: what stands in README.md between the marks. */
export async function printSettings(): Promise<number> {
  process.stdout.write(`${settingsTable()}\n`)
  return 0
}
