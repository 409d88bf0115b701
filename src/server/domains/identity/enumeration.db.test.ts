import { beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { TestAuthenticator } from '#testing/test-authenticator.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'
import { handleDiscovery } from './handle-discovery.ts'
import { handlePasskeySignIn } from './handle-passkey-sign-in.ts'
import { createInvitation } from './invitations/create-invitation.ts'
import { hashOfToken, newOpaqueToken } from './opaque-token.ts'
import { addPasskey } from './passkeys/add-passkey.ts'
import { beginPasskey } from './passkeys/begin-passkey.ts'

// Whoever asks learns nothing by the answer, and nothing by the work that stands behind it: `npm run bench --
// enumeration` measures the times.
let tenant: TestTenant
let empty: TestTenant
/** A key whose answers carry a credential that exists, and a signature that does not fit it. */
let stranger: TestAuthenticator
let known: TestAuthenticator
let addresses = 0

beforeAll(async () => {
  tenant = await makeTestTenant()
  empty = await makeTestTenant()
  const owner = await tenant.person({ role: 'owner' })
  await storedRows(
    `INSERT INTO verified_domains (tenant_id, id, domain, challenge, verified_at) VALUES ($1, $2, $3, $4, now())`,
    [tenant.id, newId(), `${tenant.slug}.test`, newOpaqueToken()],
  )
  known = new TestAuthenticator()
  stranger = new TestAuthenticator()
  const scope = authorize(owner, 'passkey:manage')
  await addPasskey(scope, { name: 'Key', response: known.create(await beginPasskey(scope)) })
  // Signed once before, so that its counter stands above zero.
  await storedRows('UPDATE passkeys SET counter = 50 WHERE tenant_id = $1', [tenant.id])
})

type Seen = { status: number; headers: string[]; length: number; body: string; statements: number }

async function seen(ask: () => Promise<Response>): Promise<Seen> {
  let response = new Response()
  const statements = await countQueries(async () => {
    response = await ask()
  })
  const body = await response.text()
  return { status: response.status, headers: headersOf(response), length: body.length, body: blank(body), statements }
}

/** Without what is another on every answer: request ids, challenges, the browser's token. */
const blank = (text: string) =>
  text.replace(/"(requestId|challenge)":"[^"]*"/g, '"$1":""').replace(/sign-in=[\w-]{43}/g, 'sign-in=')
const headersOf = (response: Response) => [...response.headers].map(([name, value]) => `${name}: ${blank(value)}`)

function discover(email: string) {
  const headers = { 'x-gatehouse-client-ip': newAddress() }
  const body = new URLSearchParams({ email })
  return seen(() =>
    handleDiscovery(new Request('http://gatehouse.test/api/sso/discover', { method: 'POST', body, headers })),
  )
}

const newAddress = () => `198.18.9.${++addresses}`

function post(step: string, body: object, cookie = '') {
  const request = new Request(`http://gatehouse.test/api/sign-in/${step}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'x-gatehouse-client-ip': newAddress(), cookie, 'content-type': 'application/json' },
  })
  return handlePasskeySignIn(request, step)
}

/** An answer to a challenge of this browser's own, from a key that does not fit the credential it names. */
async function answer(kind: 'passkey' | 'emergency', of: 'existing' | 'missing', counter: number) {
  const asked = await post(`${kind}-options`, { tenantSlug: tenant.slug })
  const cookie = asked.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const response = stranger.get((await asked.json()) as never, { counter })
  if (of === 'existing') response.id = response.rawId = known.id
  const reason = kind === 'emergency' ? { reason: 'The provider is down' } : {}
  return seen(() => post(kind, { tenantSlug: tenant.slug, response, ...reason }, cookie))
}

describe('the same answer, by as many statements, is given to', () => {
  it('an e-mail address whose account exists and one whose does not', async () => {
    const { email } = await tenant.person({ role: 'viewer' })
    const missing = `${'0'.repeat(12)}@${tenant.slug}.test`
    expect(missing).toHaveLength((email ?? '').length)
    expect(await discover(missing)).toEqual(await discover(email ?? ''))
  })

  it('whoever asks for a passkey where people have some and where nobody has one', async () => {
    const ask = (tenantSlug: string) => seen(() => post('passkey-options', { tenantSlug }))
    expect(await ask(empty.slug)).toEqual(await ask(tenant.slug))
  })

  it.each(['passkey', 'emergency'] as const)('a wrong %s of somebody and one of nobody', async (kind) => {
    // One whose counter went back leaves by the same way as the rest.
    for (const counter of [1, 99]) {
      const [existing, missing] = [await answer(kind, 'existing', counter), await answer(kind, 'missing', counter)]
      expect(missing).toEqual(existing)
      expect(existing.status).toBe(400)
    }
    const checks = (await tenant.events('passkey.sign_in.reject')).slice(-4).map(({ metadata }) => metadata.check)
    expect(checks).toEqual(['signature', 'unknown_credential', 'signature', 'unknown_credential'])
  })

  it('an invitation that was ended and one that never was', async () => {
    const invite = await createInvitation(authorize(await tenant.person({ role: 'owner' }), 'invitation:manage'), {
      email: `${newId()}@audit.test`,
      name: 'Ines Auditor',
      roleKey: 'auditor',
      accessDays: 30,
    })
    const token = newOpaqueToken()
    await storedRows('UPDATE invitations SET token_hash = $2, revoked_at = now() WHERE id = $1', [
      invite.id,
      hashOfToken(token),
    ])
    const ask = (one: string) => seen(() => post('invitation-options', { tenantSlug: tenant.slug, token: one }))
    const existing = await ask(token)
    expect(await ask(newOpaqueToken())).toEqual(existing)
    expect(existing.status).toBe(404)
  })
})
