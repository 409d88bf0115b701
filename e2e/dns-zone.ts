import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DnsZone, startDnsServer } from '../src/testing/dns-server.ts'

/** A zone whose records stand in a file, since the DNS server runs in the runner and the journeys in its workers. */
class ZoneFile extends Map<string, string[]> {
  readonly #file: string
  constructor(file: string) {
    super()
    this.#file = file
  }
  override get(name: string): string[] | undefined {
    return (JSON.parse(readFileSync(this.#file, 'utf8')) as Record<string, string[]>)[name]
  }
}

/** The DNS of the stack that the journeys share; empty at first. */
export async function startDns(): Promise<{ address: string; file: string; stop: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-dns-'))
  const file = join(folder, 'zone.json')
  writeFileSync(file, '{}')
  const { address, stop } = await startDnsServer(new ZoneFile(file) as DnsZone)
  return {
    address,
    file,
    stop: () => {
      stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What the owner of a domain does at their registrar. */
export function publishRecord(name: string, value: string): void {
  const file = process.env.E2E_DNS_ZONE ?? ''
  const records = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>
  writeFileSync(file, JSON.stringify({ ...records, [name.toLowerCase()]: [value] }))
}
