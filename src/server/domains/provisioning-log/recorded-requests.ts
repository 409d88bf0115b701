import { HIDDEN, type ProvisioningClient } from '#contracts/provisioning-log.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

/** A request as it came, with its personal values. Whoever reads this shows none of them but by permission. */
export type RecordedRequest = {
  method: string
  /** Without the base address and the directory: `/Users/…`. */
  path: string
  /** Without the question mark. */
  query: string
  /** Undefined where there was none. */
  body: unknown
  client: ProvisioningClient
  /** What it made or was about, by the id it had then. */
  target: string | null
  /** False where a part was never stored, because it was too long, a name was hidden or the request fell into a gap. */
  whole: boolean
}

type Row = {
  method: string
  path: string
  query: string | null
  kind: string
  request: unknown
  client: ProvisioningClient
  target: string | null
  personal: { request?: Record<string, string | number>; path?: string; query?: string }
}

/** The last requests of a directory within a time, at most so many, in the order in which they came. */
export async function recordedRequests(
  tx: TenantTx,
  of: { directoryId: string; from: string; to: string; limit: number },
): Promise<RecordedRequest[]> {
  const rows = await tx.query<Row>(
    `SELECT l.method, l.path, l.query, l.kind, l.request, l.provider AS client, l.facts->>'target' AS target, l.personal
     FROM provisioning_log l
     WHERE l.tenant_id = $1 AND l.directory_id = $2 AND l.at >= $3::timestamptz AND l.at < $4::timestamptz
     ORDER BY l.at DESC, l.id DESC LIMIT $5`,
    [tx.tenantId, of.directoryId, of.from, of.to, of.limit],
  )
  return rows.reverse().map((row) => {
    const { value, whole } = rejoin(row.request, row.personal.request ?? {})
    return {
      method: row.method,
      path: (row.personal.path ?? row.path).replace(BASE, ''),
      query: row.personal.query ?? row.query ?? '',
      body: value ?? undefined,
      client: row.client,
      target: row.target,
      whole: whole && row.kind !== 'gap',
    }
  })
}

const BASE = /^\/scim\/v2(\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?(?=\/|$)/

/** The body as it was sent, but for secrets: a request does the same without them. */
function rejoin(structure: unknown, values: Record<string, string | number>): { value: unknown; whole: boolean } {
  let whole = true
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk).filter((item) => item !== REMOVED)
    // What stood beside the name of a secret was never stored.
    if (typeof part === 'string' && part.includes(HIDDEN)) whole = false
    if (typeof part !== 'object' || part === null) return part
    const { $personal, $removed, $more } = part as { $personal?: string; $removed?: true; $more?: number }
    if ($removed) return REMOVED
    if ($more !== undefined) {
      whole = false
      return REMOVED
    }
    if ($personal !== undefined) {
      const value = values[$personal]
      if (value === undefined) whole = false
      return value ?? null
    }
    const entries = Object.entries(part).map(([key, inner]) => [key, walk(inner)] as const)
    // A name that was hidden stands in the way of saying what it was.
    if (entries.some(([key]) => !/^[\w:.$-]+$/.test(key))) whole = false
    return Object.fromEntries(entries.filter(([, inner]) => inner !== REMOVED))
  }
  return { value: walk(structure), whole }
}

const REMOVED = Symbol('removed')
