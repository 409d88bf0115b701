import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { authorize } from '#server/domains/access/index.ts'
import {
  addPasskey,
  beginPasskey,
  createInvitation,
  handleDiscovery,
  handlePasskeySignIn,
} from '#server/domains/identity/index.ts'
import { createTenant } from '#server/domains/tenancy/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { Principal } from '#server/platform/principal.ts'
import { TestAuthenticator } from '#testing/test-authenticator.ts'
import { systemScope } from '#testing/test-tenant.ts'
import { apart, type Prepare } from './apart.ts'
import type { Measured } from './report.ts'
import { temporaryDatabase } from './temporary-database.ts'

const ROUNDS = 1000
const PEOPLE = 200
const AIMS = { median: 1.05, p95: 1.25 }
/** Longer than any window in which attempts are counted: every round has its whole allowance. */
const BETWEEN_ROUNDS_MS = 301_000

/**
 * Whether the time of an answer tells that an account exists: each door is tried for one that does (ours) and for one
 * that does not (reference), in turn, in one run. The ratio is the slower over the faster.
 */
export async function measure(): Promise<Measured> {
  const database = await temporaryDatabase()
  const superuser = new pg.Client({ connectionString: database.superuserUrl })
  await superuser.connect()
  try {
    const world = await populate(superuser)
    const doors: [work: string, ours: Prepare, reference: Prepare][] = [
      ['e-mail discovery', discovery(world.accounts), discovery(world.strangers)],
      ['passkey sign-in options', options('passkey-options', world.tenant), options('passkey-options', world.empty)],
      [
        'emergency sign-in options',
        options('emergency-options', world.tenant),
        options('emergency-options', world.empty),
      ],
      ['passkey sign-in', assertion('passkey', world, true), assertion('passkey', world, false)],
      ['emergency sign-in', assertion('emergency', world, true), assertion('emergency', world, false)],
      ['invitation', invitation(world.tenant, world.ended), invitation(world.tenant, null)],
    ]
    const results = []
    for (const [work, ours, reference] of doors)
      results.push(...(await apart({ work, ours, reference, rounds: ROUNDS, aims: AIMS })))
    return { results, postgres: database.version }
  } finally {
    await superuser.end()
    await endPools()
    await database.stop()
  }
}

type World = {
  tenant: string
  /** A tenant in which nobody has a passkey. */
  empty: string
  accounts: string[]
  strangers: string[]
  credentials: string[]
  /** Links of invitations that were ended. */
  ended: string[]
}

async function populate(superuser: pg.Client): Promise<World> {
  const [tenantId, emptyId] = [newId(), newId()]
  for (const [id, slug] of [
    [tenantId, 'bench'],
    [emptyId, 'empty'],
  ] as const)
    await createTenant(systemScope(id, 'provision-tenant', 'tenant:create'), { slug, name: 'Bench' })
  await superuser.query(
    `INSERT INTO verified_domains (tenant_id, id, domain, challenge, verified_at) VALUES ($1, $2, 'bench.test', $3, now())`,
    [tenantId, newId(), randomBytes(16).toString('hex')],
  )
  const world: World = { tenant: 'bench', empty: 'empty', accounts: [], strangers: [], credentials: [], ended: [] }
  const invites = systemScope(tenantId, 'provision-tenant', 'invitation:manage')
  for (let index = 0; index < PEOPLE; index += 1) {
    const person = await makePerson(superuser, tenantId, `person${1000 + index}@bench.test`)
    world.accounts.push(person.email ?? '')
    world.strangers.push(`nobody${1000 + index}@bench.test`)
    const authenticator = new TestAuthenticator()
    const scope = authorize(person, 'passkey:manage')
    await addPasskey(scope, { name: 'Key', response: authenticator.create(await beginPasskey(scope)) })
    world.credentials.push(authenticator.id)
    if (index >= 90) continue
    const email = `guest${index}@elsewhere.test`
    const { id } = await createInvitation(invites, { email, name: 'Guest', roleKey: 'auditor', accessDays: 30 })
    const token = randomBytes(32).toString('base64url')
    await superuser.query(`UPDATE invitations SET token_hash = sha256($2::bytea), revoked_at = now() WHERE id = $1`, [
      id,
      Buffer.from(token),
    ])
    world.ended.push(token)
  }
  // What the set-up left behind is written now and not in the midst of a measurement.
  await superuser.query('VACUUM ANALYZE')
  await superuser.query('CHECKPOINT')
  return world
}

async function makePerson(
  superuser: pg.Client,
  tenantId: string,
  email: string,
): Promise<Extract<Principal, { type: 'user' }>> {
  const [id, sessionId] = [newId(), newId()]
  await superuser.query(
    `INSERT INTO users (tenant_id, id, user_name, display_name, email) VALUES ($1, $2, $3, 'Person', $3)`,
    [tenantId, id, email],
  )
  await superuser.query(
    `INSERT INTO role_assignments (tenant_id, id, user_id, role_id) SELECT $1, $2, $3, id FROM roles WHERE tenant_id = $1 AND key = 'owner'`,
    [tenantId, newId(), id],
  )
  await superuser.query(
    `INSERT INTO sessions (tenant_id, id, user_id, token_hash, expires_at) VALUES ($1, $2, $3, $4, now() + interval '1 hour')`,
    [tenantId, sessionId, id, randomBytes(32)],
  )
  const request = { source: 'console', requestId: newId() } as const
  return { type: 'user', tenantId, id, sessionId, name: 'Person', email, request }
}

let attempts = 0
const started = Date.now()
const clockOf = (round: number) => () => new Date(started + (round + 100) * BETWEEN_ROUNDS_MS)
const newAddress = () => `10.${(++attempts >> 16) & 255}.${(attempts >> 8) & 255}.${attempts & 255}`
const of = (values: readonly string[], round: number) => values[(round + 1000) % values.length] as string

function discovery(addresses: readonly string[]): Prepare {
  return async (round) => {
    const body = new URLSearchParams({ email: of(addresses, round) })
    const headers = { 'x-gatehouse-client-ip': newAddress() }
    const request = new Request('http://gatehouse.test/api/sso/discover', { method: 'POST', body, headers })
    return () => expectStatus(303, handleDiscovery(request, clockOf(round)))
  }
}

function options(step: string, tenantSlug: string): Prepare {
  return async (round) => {
    const request = jsonPost(step, { tenantSlug })
    return () => expectStatus(200, handlePasskeySignIn(request, step, clockOf(round)))
  }
}

/** A signature that fits no credential of ours, sent under the name of one that exists or of none. */
function assertion(step: 'passkey' | 'emergency', world: World, existing: boolean): Prepare {
  return async (round) => {
    const asked = await handlePasskeySignIn(
      jsonPost(`${step}-options`, { tenantSlug: world.tenant }),
      `${step}-options`,
      clockOf(round),
    )
    const cookie = asked.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const response = new TestAuthenticator().get((await asked.json()) as never)
    if (existing) response.id = response.rawId = of(world.credentials, round)
    const reason = step === 'emergency' ? { reason: 'The provider is down' } : {}
    const request = jsonPost(step, { tenantSlug: world.tenant, response, ...reason }, cookie)
    return () => expectStatus(400, handlePasskeySignIn(request, step, clockOf(round)))
  }
}

function invitation(tenantSlug: string, tokens: readonly string[] | null): Prepare {
  return async (round) => {
    const token = tokens ? of(tokens, round) : randomBytes(32).toString('base64url')
    const request = jsonPost('invitation-options', { tenantSlug, token })
    return () => expectStatus(404, handlePasskeySignIn(request, 'invitation-options', clockOf(round)))
  }
}

function jsonPost(step: string, body: object, cookie = ''): Request {
  return new Request(`http://gatehouse.test/api/sign-in/${step}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'x-gatehouse-client-ip': newAddress(), cookie, 'content-type': 'application/json' },
  })
}

async function expectStatus(status: number, answer: Promise<Response>): Promise<void> {
  const response = await answer
  await response.text()
  if (response.status !== status) throw new Error(`an attempt was answered with ${response.status}, not ${status}`)
}
