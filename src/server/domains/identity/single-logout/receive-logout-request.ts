import type { Element } from '@xmldom/xmldom'
import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { SignInRejected } from '../errors.ts'
import { CLOCK_SKEW_MS } from '../guard/guard-state.ts'
import {
  guardLogoutMessage,
  LOGOUT_MESSAGE_MAX_AGE_MS,
  readLogoutSubject,
} from '../guard/logout/guard-logout-message.ts'
import type { LogoutDelivery } from '../guard/logout/logout-state.ts'
import { readLogoutMessage } from '../guard/logout/read-logout-message.ts'
import { hashOfToken } from '../opaque-token.ts'
import { ourAddresses } from '../our-addresses.ts'
import { samlSigningKey } from '../saml-signing-key.ts'
import { type SignInContext, signInReadScope, signInScope } from '../sign-in-context.ts'
import { rememberAssertion } from '../sign-in-request-store.ts'
import { type LogoutConnection, logoutConnections } from './logout-connections.ts'
import { indexHashOf, subjectHashOf } from './provider-session.ts'
import { endProviderSessions } from './provider-session-store.ts'
import type { LogoutFacts } from './record-logout-rejection.ts'
import { type LeavingMessage, signedLogoutResponse } from './signed-logout-message.ts'

/**
 * A provider ends a session (SAML profiles §4.4.3.3): those of that NameID and, where it names any, of those
 * SessionIndex values, that came through that very connection, in the tenant at whose address it was delivered.
 * Effective at each one's next request.
 * @param facts gets the connection as soon as the issuer is known to be of one
 * @returns our signed answer
 * @throws SignInRejected
 */
export async function receiveLogoutRequest(
  delivery: LogoutDelivery,
  relayState: string,
  facts: LogoutFacts,
  context: SignInContext,
): Promise<LeavingMessage> {
  const { tenantId } = facts
  const read = readLogoutMessage(delivery)
  if (!read.ok) throw new SignInRejected(read.check, read.detail)
  const connections = await withTenant(signInReadScope(tenantId, context.request), (tx) =>
    logoutConnections(tx, 'saml', read.issuer),
  )
  const { connection, root, issuedAt } = vouchingConnection(delivery, read, connections, facts, context.now())
  // An answer has to have somewhere to go before anything is done.
  const destination = connection.sloResponseUrl ?? connection.sloUrl
  if (!connection.singleLogout || !destination) throw new SignInRejected('connection', 'single logout is switched off')
  const { nameId, sessionIndexes } = readLogoutSubject(root)
  await withTenant(signInScope(tenantId, context.request), async (tx) => {
    const fresh = await rememberAssertion(tx, {
      connectionId: connection.id,
      hash: hashOfToken(`logout-request\0${read.id}`),
      expiresAt: new Date(issuedAt.getTime() + LOGOUT_MESSAGE_MAX_AGE_MS + 2 * CLOCK_SKEW_MS),
      now: context.now(),
    })
    if (!fresh) throw new SignInRejected('replay', 'the request was taken before')
    const ended = await endProviderSessions(tx, {
      connectionId: connection.id,
      subjectHash: subjectHashOf(nameId),
      indexHashes: sessionIndexes.map(indexHashOf),
    })
    await append(
      tx,
      {
        action: 'session.end_by_provider',
        targets: [{ type: 'sso_connection', id: connection.id, name: connection.name }, ...targetsOf(ended)],
        metadata: { connectionId: connection.id, protocol: 'saml', sessions: ended.length },
      },
      { actor: { type: 'anonymous' } },
    )
  })
  return signedLogoutResponse(read.id, {
    issuer: ourAddresses(tenantId).entityId,
    destination,
    binding: connection.binding ?? 'redirect',
    relayState,
    privateKey: await samlSigningKey(tenantId, context.request),
  })
}

const NAMED_AT_MOST = 50

/** Sessions and whose they were, as targets of an event. */
export function targetsOf(ended: readonly { id: string; userId: string; name: string }[]) {
  const people = new Map(ended.map(({ userId, name }) => [userId, name]))
  return [
    ...ended.slice(0, NAMED_AT_MOST).map(({ id }) => ({ type: 'session', id })),
    ...[...people].slice(0, NAMED_AT_MOST).map(([id, name]) => ({ type: 'user', id, name })),
  ]
}

type Vouched = { connection: LogoutConnection; root: Element; issuedAt: Date }

/** Several connections of a tenant may share an entity ID: whose message it is, its signature decides. */
function vouchingConnection(
  delivery: LogoutDelivery,
  read: { xml: string; root: Element },
  connections: readonly LogoutConnection[],
  facts: LogoutFacts,
  now: Date,
): Vouched {
  let refusal = new SignInRejected('issuer', 'not a provider of this tenant')
  for (const connection of connections) {
    facts.connectionId = connection.id
    const { sloUrl } = ourAddresses(facts.tenantId)
    const expected = {
      sloUrl,
      idpEntityId: connection.idpEntityId,
      certificates: connection.idpCertificates,
      requestId: null,
    }
    const guarded = guardLogoutMessage(delivery, read, expected, now)
    if (guarded.passed) return { connection, root: guarded.root, issuedAt: guarded.issuedAt }
    refusal = new SignInRejected(guarded.check, guarded.detail)
    if (guarded.signatureHeld) break
  }
  throw refusal
}
