import { randomBytes } from 'node:crypto'
import { SCIM_SCOPES } from '#contracts/directories.ts'
import type { RehearsedProvider } from '#contracts/rehearsals.ts'
import type { DirectoryPrincipal } from '#server/domains/directory/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { directoryNamed } from './access-store.ts'

export type RehearsedDirectory = {
  id: string
  principal: DirectoryPrincipal
  known: { id: string; name: string } | null
}

/**
 * The directory whose provider is rehearsed: one that is here, or one laid down for this rehearsal with the group to
 * role mapping of another. Nobody belongs to one in dry run, so that is rehearsed as one laid down with its mapping.
 * Its token is laid down with it, of a secret that nobody has seen, and goes with the rollback.
 * @throws AppError `not_found`
 */
export async function rehearsedDirectory(
  tx: TenantTx,
  input: { directoryId: string | null; mappingsFrom: string | null; provider: RehearsedProvider | null },
): Promise<RehearsedDirectory> {
  const named = input.directoryId ?? input.mappingsFrom
  const found = named === null ? null : await directoryNamed(tx, named)
  if (named !== null && found === null) throw notFound('directory')
  const stands = input.directoryId !== null && found?.mode === 'live'
  const id = stands && named !== null ? named : await layDown(tx, named, input.provider)
  const tokenId = newId()
  await tx.query(
    `INSERT INTO scim_tokens (tenant_id, id, directory_id, name, prefix, token_hash, expires_at, scopes)
     VALUES ($1, $2, $3, 'Rehearsal', 'ghs_', $4, now() + interval '5 minutes', $5)`,
    [tx.tenantId, tokenId, id, randomBytes(32), SCIM_SCOPES],
  )
  const { requestId } = tx.scope.principal.request
  const request = { source: 'scim', requestId, receivedAt: new Date() } as const
  return {
    id,
    principal: { type: 'directory', tenantId: tx.tenantId, id, tokenId, request },
    known: input.directoryId === null || found === null ? null : { id: found.id, name: found.name },
  }
}

async function layDown(tx: TenantTx, mappingsFrom: string | null, provider: RehearsedProvider | null): Promise<string> {
  const id = newId()
  // Its name is seen by nobody, and is nobody else's.
  await tx.query(
    `INSERT INTO directories (tenant_id, id, name, provider) VALUES ($1, $2::uuid, 'New directory ' || $2::text, $3)`,
    [tx.tenantId, id, provider?.split('-')[0] ?? 'other'],
  )
  if (mappingsFrom === null) return id
  const mappings = await tx.query<{ name: string; role: string }>(
    'SELECT group_name AS name, role_id AS role FROM group_role_mappings WHERE tenant_id = $1 AND directory_id = $2',
    [tx.tenantId, mappingsFrom],
  )
  for (const { name, role } of mappings) {
    await tx.query(
      'INSERT INTO group_role_mappings (tenant_id, id, directory_id, group_name, role_id) VALUES ($1, $2, $3, $4, $5)',
      [tx.tenantId, newId(), id, name, role],
    )
  }
  return id
}
