import { Resolver } from 'node:dns/promises'
import { env } from '#server/platform/env.ts'

export type TxtAnswer = { ok: true; values: string[] } | { ok: false }

const TRY_MS = 2_000
const TRIES = 2

/** Answers that say that there is no such record, as opposed to no answer at all (RFC 2308). */
const NOTHING_THERE = new Set(['ENOTFOUND', 'ENODATA'])

/**
 * The TXT records of a name, each as one string (RFC 7208 §3.3). `ok: false` where no server answered: that
 * says nothing about the record.
 */
export async function readTxtRecords(name: string): Promise<TxtAnswer> {
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES })
  const { DNS_SERVERS } = env()
  if (DNS_SERVERS.length > 0) resolver.setServers(DNS_SERVERS)
  try {
    return { ok: true, values: (await resolver.resolveTxt(name)).map((parts) => parts.join('')) }
  } catch (error) {
    return NOTHING_THERE.has((error as { code?: string }).code ?? '') ? { ok: true, values: [] } : { ok: false }
  }
}
