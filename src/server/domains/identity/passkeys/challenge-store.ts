import { randomBytes } from 'node:crypto'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { hashOfToken } from '../opaque-token.ts'

export type ChallengePurpose = 'register' | 'step-up' | 'sign-in' | 'break-glass' | 'invitation'
/** What a challenge is good for: one open session, or the browser of somebody who has none yet. */
export type ChallengeHolder = { sessionId: string } | { browserHash: Buffer }

const CHALLENGE_MS = 5 * 60 * 1000

/** A fresh challenge (WebAuthn §13.4.3: at least 16 random bytes). Only its hash is kept. */
export async function makeChallenge(
  tx: TenantTx,
  purpose: ChallengePurpose,
  holder: ChallengeHolder,
  now: Date,
): Promise<Buffer> {
  const challenge = randomBytes(32)
  const { sessionId, browserHash } = columns(holder)
  await tx.query('DELETE FROM passkey_challenges WHERE tenant_id = $1 AND expires_at < $2', [tx.tenantId, now])
  await tx.query(
    `INSERT INTO passkey_challenges (tenant_id, id, purpose, challenge_hash, session_id, browser_hash, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tx.tenantId,
      newId(),
      purpose,
      hashOfToken(challenge.toString('base64url')),
      sessionId,
      browserHash,
      now,
      new Date(now.getTime() + CHALLENGE_MS),
    ],
  )
  return challenge
}

/** Uses a challenge up, whatever becomes of the answer to it. False where it is not this holder's, used or too old. */
export async function consumeChallenge(
  tx: TenantTx,
  purpose: ChallengePurpose,
  holder: ChallengeHolder,
  challenge: string,
  now: Date,
): Promise<boolean> {
  const { sessionId, browserHash } = columns(holder)
  const rows = await tx.query(
    `UPDATE passkey_challenges SET consumed_at = $6
     WHERE tenant_id = $1 AND purpose = $2 AND challenge_hash = $3 AND consumed_at IS NULL AND expires_at > $6
       AND session_id IS NOT DISTINCT FROM $4 AND browser_hash IS NOT DISTINCT FROM $5 RETURNING id`,
    [tx.tenantId, purpose, hashOfToken(challenge), sessionId, browserHash, now],
  )
  return rows.length === 1
}

function columns(holder: ChallengeHolder): { sessionId: string | null; browserHash: Buffer | null } {
  return 'sessionId' in holder
    ? { sessionId: holder.sessionId, browserHash: null }
    : { sessionId: null, browserHash: holder.browserHash }
}
