import type { TenantTx } from '#server/platform/db/index.ts'
import { emailDomainAllowed } from '../email-domain-allowed.ts'
import { SignInRejected } from '../errors.ts'
import type { PendingRequest } from '../find-pending-request.ts'
import type { VerifiedIdentity } from '../guard/read-saml-identity.ts'
import { mapIdentity } from '../map-identity.ts'
import { rolesForProfile } from '../roles-for-profile.ts'
import type { SignInContext } from '../sign-in-context.ts'
import { signInTerms } from '../sign-in-terms-store.ts'
import { profileOf } from '../trace/profile-of.ts'
import type { SignInTrace } from '../trace/sign-in-trace.ts'
import { traceAcceptance } from '../trace/trace-acceptance.ts'
import { finishTest } from './connection-test-store.ts'
import { findPersonOfIdentity } from './find-person-of-identity.ts'

type AcceptTestInput = {
  pending: PendingRequest
  testId: string
  identity: VerifiedIdentity
  trace: SignInTrace
  context: SignInContext
  now: Date
}

/**
 * Ends a test that passed every check: says who would be signed in, and makes no session, user, link or role.
 * @throws SignInRejected what would refuse this person, or `single_use`
 */
export async function acceptTest(tx: TenantTx, input: AcceptTestInput): Promise<void> {
  const { pending, testId, identity, trace, context, now } = input
  const { connection } = pending
  const terms = await signInTerms(tx, connection.id)
  const mapped = mapIdentity(identity, terms.attributeMapping)
  const address = mapped.email ?? (mapped.subject.includes('@') ? mapped.subject : null)
  if (address !== null && !(await emailDomainAllowed(tx, address)))
    throw new SignInRejected('email_domain', 'an address outside the verified domains')
  const userId = await findPersonOfIdentity(tx, connection.id, mapped)
  if (!userId && !terms.jitProvisioning) throw new SignInRejected('jit_off', 'nobody is made at sign-in in this tenant')
  const profile = profileOf(identity)
  const { roleKeys } = await rolesForProfile(tx, connection.id, profile)
  const answered = await tx.query(
    `UPDATE sign_in_requests SET answered_at = $4
     WHERE tenant_id = $1 AND id = $2 AND test_id = $3 AND answered_at IS NULL AND expires_at > $4 RETURNING id`,
    [tx.tenantId, pending.id, testId, now],
  )
  if (answered.length === 0) throw new SignInRejected('single_use', 'the request was answered already')
  await traceAcceptance(tx, trace, {
    outcome: 'tested',
    connection,
    userId,
    profile,
    requestId: context.request.requestId,
    now,
  })
  await finishTest(tx, { id: testId, failedCheck: null, roleKeys, now })
}
