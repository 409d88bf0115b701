import type { z } from 'zod'
import type { directoriesRotateTokenInput, directoriesRotateTokenOutput, ScimScope } from '#contracts/directories.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { lockDirectory } from './directory-store.ts'
import { insertScimToken } from './insert-scim-token.ts'

type Old = { name: string; scopes: ScimScope[]; works: boolean; replacedBy: string | null }

/**
 * Makes the successor of a token, with its name and scopes, and gives the old one an end; both work until then.
 * An earlier end of the old one stays.
 * @throws AppError `not_found`; `conflict` for a token that works no more or has a successor
 */
export function rotateScimToken(
  scope: TenantScope<'directory:manage'>,
  input: z.infer<typeof directoriesRotateTokenInput>,
): Promise<z.infer<typeof directoriesRotateTokenOutput>> {
  return withTenant(scope, async (tx) => {
    const directory = await lockDirectory(tx, input.directoryId)
    const old = directory ? await lockToken(tx, input) : null
    if (!directory || !old) throw notFound('token')
    if (!old.works) throw conflict('This token works no more. Create a new one instead.')
    if (old.replacedBy) {
      throw conflict('This token has a successor already. Rotate that one, or revoke it and create a new one.')
    }
    const made = await insertScimToken(tx, directory, { ...old, expiresInDays: input.expiresInDays })
    const [ended] = await tx.query<{ endsAt: Date }>(
      `UPDATE scim_tokens SET replaced_by = $3, expires_at = least(expires_at, now() + make_interval(days => $4))
       WHERE tenant_id = $1 AND id = $2 RETURNING expires_at AS "endsAt"`,
      [tx.tenantId, input.tokenId, made.tokenId, input.overlapDays],
    )
    if (!ended) throw notFound('token')
    const oldEndsAt = ended.endsAt.toISOString()
    await append(tx, {
      action: 'directory.token.rotate',
      targets: [{ type: 'directory', id: directory.id, name: directory.name }],
      metadata: {
        tokenId: input.tokenId,
        successorId: made.tokenId,
        tokenEndsAt: oldEndsAt,
        successorExpiresAt: made.expiresAt,
      },
    })
    return { ...made, oldEndsAt }
  })
}

async function lockToken(tx: TenantTx, input: { directoryId: string; tokenId: string }): Promise<Old | null> {
  const [row] = await tx.query<Old>(
    `SELECT name, scopes, replaced_by AS "replacedBy",
       revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AS works
     FROM scim_tokens WHERE tenant_id = $1 AND directory_id = $2 AND id = $3 FOR UPDATE`,
    [tx.tenantId, input.directoryId, input.tokenId],
  )
  return row ?? null
}

function conflict(message: string): AppError {
  return new AppError({ code: 'conflict', message })
}
