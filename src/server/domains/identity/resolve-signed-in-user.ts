import { append } from '#server/domains/audit/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { SignInRejected } from './errors.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { refuseUnvouchedOwner } from './refuse-unvouched-owner.ts'

type KnownUser = { id: string; active: boolean; displayName: string; linked: boolean }

/**
 * The user of this tenant whom a verified identity stands for: the one it is linked to; else the one user with
 * that verified address, linked once; else a new member without any role.
 * @throws SignInRejected `user_disabled`, `jit_off`, `email_unverified`, `email_ambiguous`, `identity_conflict` or
 *   `owner_unbound`
 */
export async function resolveSignedInUser(
  tx: TenantTx,
  connectionId: string,
  identity: VerifiedIdentity,
  { jitProvisioning }: { jitProvisioning: boolean },
): Promise<string> {
  // Two first sign-ins of one person side by side make one user.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `identity/${tx.tenantId}/${(identity.email ?? identity.subject).toLowerCase()}`,
  ])
  const [known] = await tx.query<KnownUser>(
    `SELECT u.id, u.active, u.display_name AS "displayName", true AS linked
     FROM identities i JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.user_id
     WHERE i.tenant_id = $1 AND i.connection_id = $2 AND i.subject = $3`,
    [tx.tenantId, connectionId, identity.subject],
  )
  const user = known ?? (await userByAddress(tx, connectionId, identity))
  if (!user && !jitProvisioning) throw new SignInRejected('jit_off', 'nobody is made at sign-in in this tenant')
  if (!user) return createMember(tx, connectionId, identity)
  if (!user.active) throw new SignInRejected('user_disabled', 'the user is disabled in this tenant')
  if (!user.linked) await link(tx, connectionId, identity.subject, user)
  return user.id
}

async function userByAddress(
  tx: TenantTx,
  connectionId: string,
  identity: VerifiedIdentity,
): Promise<KnownUser | null> {
  const address = identity.email ?? identity.subject
  const users = await tx.query<Omit<KnownUser, 'linked'> & { claimed: boolean }>(
    `SELECT u.id, u.active, u.display_name AS "displayName",
       EXISTS (SELECT 1 FROM identities i WHERE i.tenant_id = u.tenant_id AND i.user_id = u.id AND i.connection_id = $3) AS claimed
     FROM users u
     WHERE u.tenant_id = $1 AND (u.email_key = lower($2) OR u.user_name_key = lower($2))
     LIMIT 2`,
    [tx.tenantId, address, connectionId],
  )
  const [user, another] = users
  if (!user) return null
  if (another) throw new SignInRejected('email_ambiguous', 'two users of this tenant have that address')
  if (!identity.email || !identity.emailVerified)
    throw new SignInRejected('email_unverified', 'the provider does not vouch for the address')
  // The provider calls two accounts by one address: the second does not become the first.
  if (user.claimed) throw new SignInRejected('identity_conflict', 'the user has another identity at this connection')
  await refuseUnvouchedOwner(tx, user.id, connectionId)
  return { ...user, linked: false }
}

async function link(tx: TenantTx, connectionId: string, subject: string, user: KnownUser): Promise<void> {
  await insertIdentity(tx, connectionId, subject, user.id)
  await append(
    tx,
    {
      action: 'identity.link',
      targets: [{ type: 'user', id: user.id, name: user.displayName }],
      metadata: { connectionId },
    },
    { actor: { type: 'user', id: user.id, name: user.displayName } },
  )
}

export async function createMember(
  tx: TenantTx,
  connectionId: string,
  identity: VerifiedIdentity,
  active = true,
): Promise<string> {
  const id = newId()
  // An address nobody vouches for must never be what a later, verified sign-in is matched to.
  const email = identity.emailVerified ? bounded(identity.email) : null
  const userName = email ?? `${connectionId}:${identity.subject}`.slice(0, LONGEST_NAME)
  const [givenName, familyName] = [bounded(identity.givenName), bounded(identity.familyName)]
  const displayName = [givenName, familyName].filter(Boolean).join(' ') || (email ?? identity.subject)
  await tx.query(
    `INSERT INTO users (tenant_id, id, user_name, display_name, given_name, family_name, email, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.tenantId, id, userName, displayName, givenName, familyName, email, active],
  )
  await insertIdentity(tx, connectionId, identity.subject, id)
  await append(tx, {
    action: 'user.create',
    targets: [{ type: 'user', id, name: displayName }],
    metadata: { userName, active },
  })
  return id
}

const LONGEST_NAME = 512

/** What a provider says at too great a length is left out; it must not keep the person from signing in. */
function bounded(text: string | null): string | null {
  return text !== null && text.length <= LONGEST_NAME ? text : null
}

async function insertIdentity(tx: TenantTx, connectionId: string, subject: string, userId: string): Promise<void> {
  await tx.query(
    'INSERT INTO identities (tenant_id, id, user_id, connection_id, subject) VALUES ($1, $2, $3, $4, $5)',
    [tx.tenantId, newId(), userId, connectionId, subject],
  )
}
