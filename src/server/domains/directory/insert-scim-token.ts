import { SCIM_SCOPES, type ScimScope } from '#contracts/directories.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { LIVE_TOKENS_AT_MOST } from './directory-store.ts'
import { makeScimToken } from './scim-token.ts'

export type NewToken = { name: string; expiresInDays: number | null; scopes?: readonly ScimScope[] | undefined }
export type MadeToken = { token: string; tokenId: string; expiresAt: string | null }

/**
 * A token of a directory whose row is held, with its event and the notice to the Owners.
 * @throws AppError `conflict` where the directory has too many that work
 */
export async function insertScimToken(
  tx: TenantTx,
  directory: { id: string; name: string },
  input: NewToken,
): Promise<MadeToken> {
  const [count] = await tx.query<{ live: number }>(
    `SELECT count(*)::int AS live FROM scim_tokens
     WHERE tenant_id = $1 AND directory_id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [tx.tenantId, directory.id],
  )
  if ((count?.live ?? 0) >= LIVE_TOKENS_AT_MOST) {
    throw new AppError({
      code: 'conflict',
      message: `${directory.name} has ${LIVE_TOKENS_AT_MOST} tokens that work, which is the most there can be. Revoke one that is not used first.`,
    })
  }
  const { token, hash, prefix } = makeScimToken()
  const tokenId = newId()
  const scopes = SCIM_SCOPES.filter((scope) => input.scopes?.includes(scope) ?? true)
  const { principal } = tx.scope
  const [made] = await tx.query<{ expiresAt: Date | null }>(
    `INSERT INTO scim_tokens (tenant_id, id, directory_id, name, prefix, created_by, token_hash, expires_at, scopes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(days => $8), $9) RETURNING expires_at AS "expiresAt"`,
    [
      tx.tenantId,
      tokenId,
      directory.id,
      input.name,
      prefix,
      principal.type === 'user' ? principal.id : null,
      hash,
      input.expiresInDays,
      scopes,
    ],
  )
  const expiresAt = made?.expiresAt?.toISOString() ?? null
  await append(tx, {
    action: 'directory.token.create',
    targets: [{ type: 'directory', id: directory.id, name: directory.name }],
    metadata: { tokenId, expiresAt, scopes },
  })
  await notifyOwners(tx, { notice: 'scim-token.create', target: { id: directory.id, name: directory.name } })
  return { token, tokenId, expiresAt }
}
