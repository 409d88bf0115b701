import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ReceivedNode } from '#contracts/sign-in-traces.ts'
import { authorize } from '#server/domains/access/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import {
  connectTestProvider,
  respond,
  TestBrowser,
  type TestIdentityProvider,
  testPerson,
  traceOf,
} from '#testing/test-browser.ts'
import {
  makeTestTenant,
  storedRows,
  systemScope,
  type TestPerson,
  type TestTenant,
  testRequest,
} from '#testing/test-tenant.ts'
import { SAML_CHECKS } from '../guard/guard-saml-response.ts'
import { closeJackson } from '../jackson-adapter.ts'
import { getSignInTrace } from './get-sign-in-trace.ts'
import { listSignInTraces } from './list-sign-in-traces.ts'
import { openSharedTrace } from './open-shared-trace.ts'
import { revealSignInTrace } from './reveal-sign-in-trace.ts'
import { revokeTraceLink } from './revoke-trace-link.ts'
import { shareSignInTrace } from './share-sign-in-trace.ts'

let acme: TestTenant
let globex: TestTenant
let provider: TestIdentityProvider
let admin: TestPerson
let browser: TestBrowser
let made = 0

beforeAll(async () => {
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  provider = await connectTestProvider(acme)
  admin = await acme.person({ role: 'admin' })
})
beforeEach(() => {
  browser = new TestBrowser()
})
afterAll(closeJackson)

const somebody = () => testPerson(`traced${++made}@${acme.slug}.test`)
const read = (person = admin) => authorize(person, 'sign-in-trace:read')
const latest = async () => (await listSignInTraces(read(), { limit: 1 })).items[0]?.id as string
const detail = (id: string, person = admin) => getSignInTrace(read(person), { id })
const storedText = async (id: string) =>
  (await storedRows<{ row: string }>('SELECT t::text AS row FROM sign_in_traces t WHERE id = $1', [id]))[0]?.row ?? ''
const textsOf = (node: ReceivedNode): string[] => [
  ...[node.value, ...node.attributes.map(({ value }) => value)].flatMap((value) =>
    value && value.kind !== 'removed' ? (value.text ?? []) : [],
  ),
  ...node.children.flatMap(textsOf),
]

describe('the trace of a sign-in that worked', () => {
  it('names every step and every check of the guard in its order, each with its clause', async () => {
    await browser.signIn(provider, somebody())
    const trace = await detail(await latest())
    expect(trace).toMatchObject({
      outcome: 'signed_in',
      failedCheck: null,
      test: false,
      connection: { id: provider.connectionId },
    })
    expect(trace.steps.map(({ stage, outcome }) => [stage, outcome])).toEqual(
      ['departure', 'response', 'guard', 'second_opinion', 'user', 'session'].map((stage) => [stage, 'passed']),
    )
    const guard = trace.steps.find(({ stage }) => stage === 'guard')
    expect(guard?.checks.map(({ name, outcome, clause }) => [name, outcome, clause])).toEqual(
      SAML_CHECKS.map(({ name, clause }) => [name, 'passed', clause]),
    )
    for (const { checks } of trace.steps) for (const check of checks) expect(check.clause, check.name).not.toBe('')
    const who = await browser.whoami()
    expect(trace.person?.id).toBe(who?.id)
    expect(trace.sessionId).toBe(who?.sessionId)
  })

  it('keeps the assertion decoded, without signature, certificate or anything that could be posted again', async () => {
    const departure = await browser.leaveFor(provider)
    const xml = await respond(provider, departure, { person: somebody() })
    await browser.post(xml, departure.relayState)
    const stored = await storedText(await latest())
    const long = [...xml.matchAll(/>([A-Za-z0-9+/=\s]{40,})</g)].map(([, value]) => value?.trim() as string)
    expect(long.length).toBeGreaterThan(2)
    for (const value of long) expect(stored).not.toContain(value.slice(0, 40))
    expect(stored).not.toContain(Buffer.from(xml).toString('base64').slice(0, 60))
    expect(stored).not.toContain(departure.relayState)
    expect(stored).toContain('signature, rsa-sha256, certificate SHA-256')
  })

  it('removes values of attributes that may be secrets before storing', async () => {
    const departure = await browser.leaveFor(provider)
    const person = { ...somebody(), givenName: 'Plain name' }
    const xml = await respond(provider, departure, { person })
    await browser.post(xml, departure.relayState)
    expect(textsOf((await detail(await latest())).received as ReceivedNode)).not.toContain('Plain name')
  })
})

describe('the trace of a sign-in that was refused', () => {
  it('says which check refused and how to fix it, and that later ones were not reached; the person learns the number alone', async () => {
    const departure = await browser.leaveFor(provider)
    const answer = await browser.post(
      await respond(provider, departure, { audience: 'urn:somebody:else' }),
      departure.relayState,
    )
    const shown = traceOf(answer) as string
    expect(answer.headers.get('location')).toBe(`/sign-in/error?trace=${shown}`)
    const trace = await detail(shown)
    expect(trace).toMatchObject({ outcome: 'rejected', failedCheck: 'audience', person: null })
    const guard = trace.steps.find(({ stage }) => stage === 'guard')?.checks ?? []
    const at = guard.findIndex(({ name }) => name === 'audience')
    expect(guard.slice(0, at).every(({ outcome }) => outcome === 'passed')).toBe(true)
    expect(guard[at]).toMatchObject({ outcome: 'failed', detail: 'made for another audience' })
    expect(guard[at]?.advice).toContain('entity ID')
    expect(guard.slice(at + 1).map(({ outcome }) => outcome)).toEqual(guard.slice(at + 1).map(() => 'not_reached'))
    expect(trace.steps.slice(3).map(({ outcome }) => outcome)).toEqual(['not_reached', 'not_reached', 'not_reached'])
    expect((await acme.events('sign_in.reject')).at(-1)).toMatchObject({
      metadata: { traceId: shown, check: 'audience' },
    })
  })

  it('is one of its own where somebody else answers the request, and leaves that request’s trace alone', async () => {
    const departure = await browser.leaveFor(provider)
    const pending = await latest()
    const stranger = new TestBrowser()
    const shown = traceOf(await stranger.post(await respond(provider, departure), departure.relayState))
    expect(shown).not.toBe(pending)
    expect(await detail(shown as string)).toMatchObject({ outcome: 'rejected', failedCheck: 'browser' })
    expect(await detail(pending)).toMatchObject({ outcome: 'started' })
    const accepted = await browser.post(
      await respond(provider, departure, { person: somebody() }),
      departure.relayState,
    )
    await browser.go(accepted.headers.get('location') ?? '')
    expect(await detail(pending)).toMatchObject({ outcome: 'signed_in' })
  })

  it('stands beside the accepted one when a code is used twice', async () => {
    const departure = await browser.leaveFor(provider)
    const accepted = await browser.post(
      await respond(provider, departure, { person: somebody() }),
      departure.relayState,
    )
    const cookies = new Map(browser.cookies)
    await browser.go(accepted.headers.get('location') ?? '')
    const signedIn = await latest()
    for (const [name, value] of cookies) browser.cookies.set(name, value)
    const shown = traceOf(await browser.go(accepted.headers.get('location') ?? '')) as string
    expect(await detail(shown)).toMatchObject({ outcome: 'rejected', failedCheck: 'code' })
    expect(await detail(signedIn)).toMatchObject({ outcome: 'signed_in' })
  })
})

describe('personal values of a trace', () => {
  it('are hidden until somebody who may reveals them, which is recorded', async () => {
    const person = somebody()
    await browser.signIn(provider, person)
    const id = await latest()
    expect(JSON.stringify(await detail(id))).not.toContain(person.email)
    const { received } = await revealSignInTrace(authorize(admin, 'sign-in-trace:reveal'), { id })
    expect(textsOf(received as ReceivedNode)).toContain(person.email)
    expect((await acme.events('sign_in_trace.reveal')).at(-1)).toMatchObject({
      actor: { type: 'user', id: admin.id },
      targets: [{ type: 'sign_in_trace', id }],
    })
  })

  it('stay hidden from an auditor, who may read the trace itself', async () => {
    const auditor = await acme.person({ role: 'auditor' })
    const id = await latest()
    expect((await detail(id, auditor)).id).toBe(id)
    const events = (await acme.events('sign_in_trace.reveal')).length
    await expect(revealSignInTrace(authorize(auditor, 'sign-in-trace:reveal'), { id })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await acme.events('sign_in_trace.reveal')).toHaveLength(events)
  })
})

describe('somebody who is deleted', () => {
  it('leaves a trace without a personal value, and everybody else’s as it was', async () => {
    const [leaver, stayer] = [somebody(), somebody()]
    const signIn = async (person: typeof leaver) => {
      browser = new TestBrowser()
      await browser.signIn(provider, person)
      return { trace: await latest(), user: (await browser.whoami())?.id as string }
    }
    const other = await signIn(stayer)
    const gone = await signIn(leaver)
    const profiles = () =>
      storedRows<{ row: string }>('SELECT p::text AS row FROM received_profiles p WHERE tenant_id = $1', [acme.id])
    expect(JSON.stringify(await profiles())).toContain(leaver.email)
    await withTenant(systemScope(acme.id, 'sign-in', 'sign-in:perform'), async (tx) => {
      await tx.query('DELETE FROM users WHERE tenant_id = $1 AND id = $2', [tx.tenantId, gone.user])
      tx.audited()
    })
    const stored = async (id: string) =>
      (await storedRows<{ row: string }>('SELECT t::text AS row FROM sign_in_traces t WHERE id = $1', [id]))[0]?.row
    expect(await stored(gone.trace)).not.toContain(leaver.email)
    expect(await detail(gone.trace)).toMatchObject({ outcome: 'signed_in', person: null })
    expect(JSON.stringify(await profiles())).not.toContain(leaver.email)
    expect(await stored(other.trace)).toContain(stayer.email)
  })
})

describe('the list of traces', () => {
  it('is paged by its keys, filtered by connection, outcome and time, and holds nothing of another tenant', async () => {
    const tenant = await makeTestTenant()
    const own = await connectTestProvider(tenant)
    const reader = await tenant.person({ role: 'auditor' })
    for (let i = 0; i < 5; i++) await new TestBrowser().leaveFor(own)
    await new TestBrowser().signIn(own, testPerson(`listed@${tenant.slug}.test`))
    const scope = read(reader)
    const first = await listSignInTraces(scope, { limit: 4 })
    const second = await listSignInTraces(scope, { limit: 4, cursor: first.nextCursor as string })
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(6)
    expect(second.nextCursor).toBeNull()
    expect((await listSignInTraces(scope, { limit: 50, outcome: 'signed_in' })).items).toHaveLength(1)
    expect((await listSignInTraces(scope, { limit: 50, connection: provider.connectionId })).items).toEqual([])
    expect((await listSignInTraces(scope, { limit: 50, to: '2020-01-01T00:00:00Z' })).items).toEqual([])
    expect((await listSignInTraces(scope, { limit: 50, from: '2020-01-01T00:00:00Z' })).items).toHaveLength(6)
    await expect(detail(await latest(), reader)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is refused to somebody without the permission', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    await expect(listSignInTraces(read(viewer), { limit: 1 })).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a shared link', () => {
  const share = async () => {
    const person = somebody()
    await browser.signIn(provider, person)
    const id = await latest()
    const { url, link } = await shareSignInTrace(authorize(admin, 'sign-in-trace:share'), { id })
    return { id, link, person, token: url.split('/').at(-1) as string }
  }
  const open = (token: string) => openSharedTrace(token, testRequest())

  it('shows that one trace without personal values, and each opening is recorded', async () => {
    const { id, token, person, link } = await share()
    const shared = await open(token)
    expect(shared).toMatchObject({ id, outcome: 'signed_in' })
    expect(JSON.stringify(shared)).not.toContain(person.email)
    expect(shared).not.toHaveProperty('person')
    expect((await acme.events('sign_in_trace.link.open')).at(-1)).toMatchObject({
      actor: { type: 'anonymous' },
      metadata: { linkId: link.id },
    })
    expect((await detail(id)).links).toMatchObject([{ id: link.id, opened: 1 }])
  })

  it('is kept as a hash, lives 24 hours and shows nothing after that or once it is withdrawn', async () => {
    const { id, token, link } = await share()
    const [row] = await storedRows<{ row: string; hours: number }>(
      `SELECT l::text AS row, extract(epoch FROM expires_at - created_at)::int / 3600 AS hours FROM trace_links l WHERE id = $1`,
      [link.id],
    )
    expect(row?.row).not.toContain(token)
    expect(row?.hours).toBe(24)
    await revokeTraceLink(authorize(admin, 'sign-in-trace:share'), { id, linkId: link.id })
    expect(await open(token)).toBeNull()
    expect((await acme.events('sign_in_trace.link.revoke')).at(-1)).toMatchObject({ metadata: { linkId: link.id } })

    const expired = await share()
    await storedRows(
      `UPDATE trace_links SET created_at = now() - interval '25 hours', expires_at = now() - interval '1 hour' WHERE id = $1`,
      [expired.link.id],
    )
    expect(await open(expired.token)).toBeNull()
    expect(await open('A'.repeat(43))).toBeNull()
  })

  it('stops answering when it is opened too often within an hour', async () => {
    const { token, link } = await share()
    await storedRows(`UPDATE trace_links SET opened_in_hour = 60, hour_began_at = now() WHERE id = $1`, [link.id])
    const events = (await acme.events('sign_in_trace.link.open')).length
    expect(await open(token)).toBe('too_often')
    expect(await acme.events('sign_in_trace.link.open')).toHaveLength(events)
    await storedRows(`UPDATE trace_links SET hour_began_at = now() - interval '61 minutes' WHERE id = $1`, [link.id])
    expect(await open(token)).toMatchObject({ outcome: 'signed_in' })
  })

  it('is made and withdrawn only by somebody who may, in the own tenant', async () => {
    const { id, link } = await share()
    const auditor = await acme.person({ role: 'auditor' })
    const foreign = await globex.person({ role: 'owner' })
    const by = (person: TestPerson) => authorize(person, 'sign-in-trace:share')
    await expect(shareSignInTrace(by(auditor), { id })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(shareSignInTrace(by(foreign), { id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeTraceLink(by(foreign), { id, linkId: link.id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(revealSignInTrace(authorize(foreign, 'sign-in-trace:reveal'), { id })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await detail(id)).links).toHaveLength(1)
  })
})
