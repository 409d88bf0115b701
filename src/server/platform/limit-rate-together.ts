import { createHmac } from 'node:crypto'
import { withSystem } from './db/index.ts'
import { env } from './env.ts'
import { AppError } from './errors/app-error.ts'
import type { Counted } from './limit-rate-in-memory.ts'

type Total = { key: string; used: number; endsAt: Date }

/**
 * Counts one attempt under each key over all processes, in one atomic statement. Keys are taken in one order, so two
 * attempts never wait for each other in a circle. What is counted is kept as a keyed hash: no address, no name.
 * @throws AppError `unavailable`: an attempt that cannot be counted is not let through
 */
export async function countTogether(counted: readonly Counted[], now: Date): Promise<Total[]> {
  if (counted.length === 0) return []
  const hashes = counted.map(({ key }) => hashOf(key))
  try {
    const rows = await withSystem('count attempts at a door, before a tenant is known', (tx) =>
      tx.query<{ key: Buffer; used: number; endsAt: Date }>(
        `INSERT INTO attempt_counts AS c (key, used, ends_at)
         SELECT key, 1, $3::timestamptz + make_interval(secs => seconds)
         FROM unnest($1::bytea[], $2::int[]) AS attempt (key, seconds) ORDER BY key
         ON CONFLICT (key) DO UPDATE SET
           used = CASE WHEN c.ends_at > $3 AND c.ends_at - $3 <= 2 * (excluded.ends_at - $3)
             THEN least(c.used, 1000000000) + 1 ELSE 1 END,
           ends_at = CASE WHEN c.ends_at > $3 AND c.ends_at - $3 <= 2 * (excluded.ends_at - $3)
             THEN c.ends_at ELSE excluded.ends_at END
         RETURNING key, used, ends_at AS "endsAt"`,
        [hashes, counted.map(({ seconds }) => seconds), now],
      ),
    )
    return rows.map(({ key, used, endsAt }) => {
      const at = hashes.findIndex((hash) => hash.equals(key))
      return { key: (counted[at] as Counted).key, used, endsAt }
    })
  } catch (cause) {
    throw new AppError({
      code: 'unavailable',
      message: 'Signing in does not work just now. Try again in a few seconds.',
      detail: 'an attempt could not be counted',
      cause,
      retryAfter: 5,
    })
  }
}

/** Not a plain hash: all IPv4 addresses can be tried. */
function hashOf(key: string): Buffer {
  return createHmac('sha256', env().NEXTAUTH_SECRET).update('gatehouse:attempts\0').update(key).digest()
}
