import { randomBytes } from 'node:crypto'
import type { Invitation } from '#contracts/invitations.ts'
import { type Permission, permissionSchema } from '#contracts/permissions.ts'
import { append } from '#server/domains/audit/index.ts'
import { missingPermission, type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { enqueue } from '#server/platform/queue/index.ts'
import { listStoredInvitations } from './invitation-store.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const LINK_DAYS = 7

export type CreateInvitationInput = { email: string; name: string; roleKey: string; accessDays: number | null }

/**
 * Invites somebody who is not in the tenant's provider: an auditor from outside, or the first Owner. The link is made
 * when the mail is written, so it stands nowhere but in the mail; we keep its hash.
 * @param mayBeMade what else has to hold, read in the transaction that makes it
 * @throws AppError `conflict` where somebody here has the address already
 */
export function createInvitation(
  scope: TenantScope<'invitation:manage'>,
  input: CreateInvitationInput,
  mayBeMade?: (tx: TenantTx) => Promise<void>,
): Promise<Invitation> {
  return withTenant(scope, async (tx) => {
    await mayBeMade?.(tx)
    const role = await roleToGive(tx, input.roleKey)
    await refuseKnownAddress(tx, input.email)
    const id = newId()
    const now = new Date()
    const expiresAt = new Date(now.getTime() + LINK_DAYS * DAY_MS)
    const accessEndsAt = input.accessDays === null ? null : new Date(now.getTime() + input.accessDays * DAY_MS)
    const { principal } = tx.scope
    await tx.query(
      `INSERT INTO invitations (tenant_id, id, email, name, role_id, token_hash, invited_by, created_at, expires_at, access_ends_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        tx.tenantId,
        id,
        input.email,
        input.name,
        role.id,
        // Of no link: the mail's is made with the mail.
        randomBytes(32),
        principal.type === 'user' ? principal.id : null,
        now,
        expiresAt,
        accessEndsAt,
      ],
    )
    await enqueue(tx, 'send-invitation', { invitationId: id })
    await append(tx, {
      action: 'invitation.create',
      targets: [{ type: 'invitation', id, name: input.name }],
      metadata: {
        roleKey: input.roleKey,
        expiresAt: expiresAt.toISOString(),
        accessEndsAt: accessEndsAt?.toISOString() ?? null,
        email: input.email,
      },
    })
    return (await listStoredInvitations(tx, now, id))[0] as Invitation
  })
}

/** Nobody gives more than they hold themselves. Gatehouse's own task invites the first Owner, who has nobody above. */
async function roleToGive(tx: TenantTx, key: string): Promise<{ id: string }> {
  const [role] = await tx.query<{ id: string; permissions: string[] }>(
    'SELECT id, permissions FROM roles WHERE tenant_id = $1 AND key = $2',
    [tx.tenantId, key],
  )
  if (!role) throw new AppError({ code: 'not_found', message: 'There is no such role here. Choose another.' })
  if (tx.scope.principal.type === 'system') return role
  for (const name of role.permissions) {
    const permission = permissionSchema.safeParse(name)
    if (permission.success && !(await tx.may(permission.data as Permission))) throw missingPermission(permission.data)
  }
  return role
}

async function refuseKnownAddress(tx: TenantTx, email: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `identity/${tx.tenantId}/${email.toLowerCase()}`,
  ])
  const known = await tx.query(
    `SELECT 1 FROM users WHERE tenant_id = $1 AND (email_key = lower($2) OR user_name_key = lower($2))
     UNION ALL SELECT 1 FROM invitations WHERE tenant_id = $1 AND lower(email) = lower($2)
       AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now() LIMIT 1`,
    [tx.tenantId, email],
  )
  if (known.length === 0) return
  throw new AppError({
    code: 'conflict',
    message:
      'Somebody with this address is here or invited already. Give them a role under Members, or end the invitation first.',
    path: '/email',
  })
}
