import type { Invitation } from '#contracts/invitations.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

const INVITATIONS_AT_MOST = 100

type Row = {
  id: string
  email: string
  name: string
  roleKey: string
  roleName: string
  inviterId: string | null
  inviterName: string | null
  createdAt: Date
  expiresAt: Date
  accessEndsAt: Date | null
  acceptedAt: Date | null
  revokedAt: Date | null
  userId: string | null
}

export async function listStoredInvitations(tx: TenantTx, now: Date, id: string | null = null): Promise<Invitation[]> {
  const rows = await tx.query<Row>(
    `SELECT i.id, i.email, i.name, r.key AS "roleKey", r.name AS "roleName", b.id AS "inviterId", b.display_name AS "inviterName",
       i.created_at AS "createdAt", i.expires_at AS "expiresAt", i.access_ends_at AS "accessEndsAt",
       i.accepted_at AS "acceptedAt", i.revoked_at AS "revokedAt", i.user_id AS "userId"
     FROM invitations i
     JOIN roles r ON r.tenant_id = i.tenant_id AND r.id = i.role_id
     LEFT JOIN users b ON b.tenant_id = i.tenant_id AND b.id = i.invited_by
     WHERE i.tenant_id = $1 AND ($2::uuid IS NULL OR i.id = $2)
     ORDER BY i.created_at DESC, i.id DESC LIMIT ${INVITATIONS_AT_MOST}`,
    [tx.tenantId, id],
  )
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    name: row.name,
    role: { key: row.roleKey, name: row.roleName },
    state: stateOf(row, now),
    invitedBy: row.inviterId && row.inviterName ? { id: row.inviterId, name: row.inviterName } : null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    accessEndsAt: row.accessEndsAt?.toISOString() ?? null,
    memberId: row.userId,
  }))
}

function stateOf(row: Row, now: Date): Invitation['state'] {
  if (row.revokedAt || (row.accessEndsAt && row.accessEndsAt <= now)) return 'ended'
  if (row.acceptedAt) return 'active'
  return row.expiresAt <= now ? 'expired' : 'invited'
}

export type OpenInvitation = {
  id: string
  email: string
  name: string
  roleId: string
  roleKey: string
  accessEndsAt: Date | null
}

/** An invitation that can still be accepted, by the hash of its link; held in place where it is to be accepted. */
export async function openInvitation(
  tx: TenantTx,
  tokenHash: Buffer,
  now: Date,
  hold: boolean,
): Promise<OpenInvitation | null> {
  const [row] = await tx.query<OpenInvitation>(
    `SELECT i.id, i.email, i.name, i.role_id AS "roleId", r.key AS "roleKey", i.access_ends_at AS "accessEndsAt"
     FROM invitations i JOIN roles r ON r.tenant_id = i.tenant_id AND r.id = i.role_id
     WHERE i.tenant_id = $1 AND i.token_hash = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $3
       AND (i.access_ends_at IS NULL OR i.access_ends_at > $3)
     ${hold ? 'FOR UPDATE OF i' : ''}`,
    [tx.tenantId, tokenHash, now],
  )
  return row ?? null
}

/** The invitation that a person came in by; null for people of the tenant's own provider. */
export async function exceptionOf(
  tx: TenantTx,
  userId: string,
): Promise<{ accessEndsAt: Date | null; revokedAt: Date | null } | null> {
  const [row] = await tx.query<{ accessEndsAt: Date | null; revokedAt: Date | null }>(
    `SELECT access_ends_at AS "accessEndsAt", revoked_at AS "revokedAt" FROM invitations
     WHERE tenant_id = $1 AND user_id = $2 ORDER BY accepted_at DESC LIMIT 1`,
    [tx.tenantId, userId],
  )
  return row ?? null
}
