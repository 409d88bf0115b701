import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifiedDomainSchema } from '#contracts/domains.ts'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { countQueries } from '#testing/count-queries.ts'
import { type DnsZone, startDnsServer } from '#testing/dns-server.ts'
import { connectTestProvider } from '#testing/test-browser.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { addDomain } from './add-domain.ts'
import { handleDiscovery } from './handle-discovery.ts'
import { closeJackson } from './jackson-adapter.ts'
import { listDomains } from './list-domains.ts'
import { recheckDomains } from './recheck-domains.ts'
import { removeDomain } from './remove-domain.ts'
import { updateDomain } from './update-domain.ts'
import { verifyDomain } from './verify-domain.ts'

const zone: DnsZone = new Map()
let dns: Awaited<ReturnType<typeof startDnsServer>>
let acme: TestTenant
let globex: TestTenant
let admin: TestPerson
let rival: TestPerson

beforeAll(async () => {
  dns = await startDnsServer(zone)
  process.env.DNS_SERVERS = dns.address
  acme = await makeTestTenant()
  globex = await makeTestTenant()
  admin = await acme.person({ role: 'admin' })
  rival = await globex.person({ role: 'owner' })
})
beforeEach(() => zone.clear())
afterAll(async () => {
  dns.stop()
  await closeJackson()
})

const DAY_MS = 86_400_000
const manage = (actor: TestPerson) => authorize(actor, 'sso-connection:manage')
const add = (actor: TestPerson, domain: string) => addDomain(manage(actor), { domain })
const verify = (actor: TestPerson, id: string) => verifyDomain(manage(actor), { id })
const list = async (actor: TestPerson) => (await listDomains(authorize(actor, 'sso-connection:read'))).items
const find = async (actor: TestPerson, id: string) => (await list(actor)).find((one) => one.id === id)
let made = 0
function fresh(): string {
  made += 1
  return `d${made}.example`
}

/** Puts the record where the console says it belongs. */
function publish({ record }: { record: { name: string; value: string } }): void {
  const there = zone.get(record.name)
  zone.set(record.name, [...(Array.isArray(there) ? there : []), record.value])
}

async function verified(actor: TestPerson, domain = fresh()) {
  const added = await add(actor, domain)
  publish(added)
  return verify(actor, added.id)
}

describe('a domain', () => {
  it('is verified by its own TXT record, asked of the DNS server that is set', async () => {
    const domain = fresh()
    const added = verifiedDomainSchema.parse(await add(admin, ` ${domain.toUpperCase()}. `))
    expect(added).toMatchObject({ domain, verifiedAt: null, record: { name: `_gatehouse-challenge.${domain}` } })
    zone.set(added.record.name, ['v=spf1 -all', added.record.value])
    expect(await verify(admin, added.id)).toMatchObject({ verifiedAt: expect.any(String), lastProblem: null })
    expect(dns.asked).toContain(added.record.name)
    expect((await acme.events('sso.domain.verify')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      targets: [{ type: 'domain', id: added.id }],
      metadata: { domain },
    })
  })

  it.each([
    ['no record', undefined, /no TXT record/],
    ['another record', ['gatehouse-domain-verification=of-somebody-else'], /none with this value/],
    ['a server that fails', 'broken', /did not answer/],
  ] as const)('is not verified by %s, and the answer says what to do', async (_what, records, words) => {
    const added = await add(admin, fresh())
    if (records) zone.set(added.record.name, typeof records === 'string' ? records : [...records])
    expect(await verify(admin, added.id)).toMatchObject({ verifiedAt: null, lastProblem: expect.stringMatching(words) })
    const [row] = await storedRows('SELECT verified_at FROM verified_domains WHERE id = $1', [added.id])
    expect(row).toEqual({ verified_at: null })
  })

  it('is not verified by the challenge of another domain of the same tenant', async () => {
    const one = await add(admin, fresh())
    const other = await add(admin, fresh())
    zone.set(other.record.name, [one.record.value])
    expect(await verify(admin, other.id)).toMatchObject({ verifiedAt: null })
  })

  it('stays verified whatever is added, checked or removed beside it', async () => {
    const kept = await verified(admin)
    const other = await add(admin, fresh())
    await verify(admin, other.id)
    await removeDomain(manage(admin), { id: other.id })
    expect(await find(admin, kept.id)).toMatchObject({ verifiedAt: kept.verifiedAt })
  })

  it.each(['localhost', '192.0.2.1', 'https://acme.example', 'a b.example', '-.example', 'x@acme.example', '[::1]'])(
    'is none where %s is entered',
    async (domain) => {
      await expect(add(admin, domain)).rejects.toMatchObject({ code: 'invalid_input', path: '/domain' })
    },
  )

  it('is kept once a tenant, and in ASCII', async () => {
    const added = await add(admin, 'Bücher.example')
    expect(added.domain).toBe('xn--bcher-kva.example')
    await expect(add(admin, 'XN--BCHER-KVA.example')).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a domain that another tenant has verified', () => {
  it('stays with that tenant as long as its record stands in DNS', async () => {
    const held = await verified(admin)
    const wanted = await add(rival, held.domain)
    publish(wanted)
    const refused = await verify(rival, wanted.id)
    expect(refused).toMatchObject({ verifiedAt: null, lastProblem: expect.stringMatching(/Another organisation here/) })
    expect(await find(admin, held.id)).toMatchObject({ verifiedAt: held.verifiedAt })
  })

  it('goes to whoever proves control once that record is gone, and the former holder is told', async () => {
    const held = await verified(admin)
    const wanted = await add(rival, held.domain)
    zone.clear()
    publish(wanted)
    expect(await verify(rival, wanted.id)).toMatchObject({ verifiedAt: expect.any(String) })
    expect(await find(admin, held.id)).toMatchObject({ verifiedAt: null })
    expect((await acme.events('sso.domain.unverify')).at(-1)).toMatchObject({
      targets: [{ id: held.id }],
      metadata: { cause: 'proven_by_another' },
    })
    expect(
      await storedRows(`SELECT 1 FROM outbox WHERE tenant_id = $1 AND payload->>'notice' = 'sso-domain.lost'`, [
        acme.id,
      ]),
    ).not.toHaveLength(0)
  })

  it('is not taken by somebody who only lists it', async () => {
    const held = await verified(admin)
    const wanted = await add(rival, held.domain)
    zone.clear()
    // Nothing is said of the holder to whoever has proven nothing.
    expect(await verify(rival, wanted.id)).toMatchObject({
      verifiedAt: null,
      lastProblem: expect.stringMatching(/no TXT record/),
    })
    expect(await find(admin, held.id)).toMatchObject({ verifiedAt: held.verifiedAt })
  })

  it('has one holder when both prove control at the same moment', async () => {
    const domain = fresh()
    const [one, other] = await Promise.all([add(admin, domain), add(rival, domain)])
    publish(one)
    publish(other)
    await Promise.allSettled([verify(admin, one.id), verify(rival, other.id)])
    const rows = await storedRows('SELECT 1 FROM verified_domains WHERE domain = $1 AND verified_at IS NOT NULL', [
      domain,
    ])
    expect(rows).toHaveLength(1)
  })
})

describe('the daily check', () => {
  const recheck = (at: Date) => recheckDomains(systemScope(acme.id, 'housekeeping', 'sso-connection:manage'), at)

  it('tells of a missing record at once, and lets the domain go after seven days', async () => {
    const held = await verified(admin)
    const stays = await verified(admin)
    zone.delete(held.record.name)
    const now = Date.now()
    await recheck(new Date(now))
    await recheck(new Date(now + 6 * DAY_MS))
    expect(await find(admin, held.id)).toMatchObject({ verifiedAt: held.verifiedAt, lapsesAt: expect.any(String) })
    const told = (await acme.events('sso.domain.check_fail')).filter((event) => event.targets[0]?.id === held.id)
    expect(told).toHaveLength(1)
    await recheck(new Date(now + 7 * DAY_MS))
    expect(await find(admin, held.id)).toMatchObject({ verifiedAt: null })
    expect(await find(admin, stays.id)).toMatchObject({ verifiedAt: stays.verifiedAt, lapsesAt: null })
  })

  it('forgets that a record was missing once it is back', async () => {
    const held = await verified(admin)
    zone.delete(held.record.name)
    const now = Date.now()
    await recheck(new Date(now))
    publish(held)
    await recheck(new Date(now + DAY_MS))
    zone.delete(held.record.name)
    await recheck(new Date(now + 8 * DAY_MS))
    expect(await find(admin, held.id)).toMatchObject({ verifiedAt: held.verifiedAt, lapsesAt: expect.any(String) })
  })

  it('takes nothing away while DNS does not answer', async () => {
    const held = await verified(admin)
    zone.set(held.record.name, 'broken')
    const now = Date.now()
    await recheck(new Date(now))
    await recheck(new Date(now + 30 * DAY_MS))
    expect(await find(admin, held.id)).toMatchObject({ verifiedAt: held.verifiedAt, lapsesAt: null })
  })
})

describe('who may see and change domains', () => {
  it('needs sso-connection:manage to change, and a viewer sees them', async () => {
    const viewer = await acme.person({ role: 'viewer' })
    const held = await verified(admin)
    for (const attempt of [
      () => add(viewer, fresh()),
      () => verify(viewer, held.id),
      () => removeDomain(manage(viewer), { id: held.id }),
      () => updateDomain(manage(viewer), { id: held.id, connectionId: null }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden', permission: 'sso-connection:manage' })
    }
    expect(await find(viewer, held.id)).toMatchObject({ domain: held.domain })
    await expect(list(await acme.person({ role: 'agent' }))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('answers a foreign domain like a missing one', async () => {
    const held = await verified(admin)
    for (const attempt of [
      (id: string) => verify(rival, id),
      (id: string) => removeDomain(manage(rival), { id }),
      (id: string) => updateDomain(manage(rival), { id, connectionId: null }),
    ]) {
      const [foreign, missing] = await Promise.allSettled([attempt(held.id), attempt(newId())])
      expect(foreign).toEqual(missing)
      expect(foreign).toMatchObject({ reason: { code: 'not_found' } })
    }
    expect(await find(rival, held.id)).toBeUndefined()
  })
})

describe('finding the provider by an e-mail address', () => {
  const discover = async (email: string, next?: string) => {
    const body = new URLSearchParams({ email, ...(next ? { next } : {}) })
    const response = await handleDiscovery(
      new Request('http://127.0.0.1:3000/api/sso/discover', { method: 'POST', body }),
    )
    return { status: response.status, location: response.headers.get('location') }
  }

  it('leads to the only connection of the tenant that has verified the domain', async () => {
    const tenant = await makeTestTenant()
    const owner = await tenant.person({ role: 'owner' })
    const provider = await connectTestProvider(tenant)
    const { domain } = await verified(owner)
    expect(await discover(`Somebody@${domain.toUpperCase()}`, '/t/x')).toEqual({
      status: 303,
      location: `/sign-in/${tenant.slug}?next=%2Ft%2Fx&connection=${provider.connectionId}`,
    })
  })

  it('lets people choose among several, unless the domain names one, which no other tenant’s can be', async () => {
    const tenant = await makeTestTenant()
    const owner = await tenant.person({ role: 'owner' })
    const first = await connectTestProvider(tenant)
    await storedRows(
      `INSERT INTO sso_connections (tenant_id, id, protocol, name, jackson_client_id, idp_entity_id)
       VALUES ($1, $2, 'saml', 'Second', 'x', 'y')`,
      [tenant.id, newId()],
    )
    const held = await verified(owner)
    expect((await discover(`a@${held.domain}`)).location).toBe(`/sign-in/${tenant.slug}`)
    await updateDomain(manage(owner), { id: held.id, connectionId: first.connectionId })
    expect((await discover(`a@${held.domain}`)).location).toBe(
      `/sign-in/${tenant.slug}?connection=${first.connectionId}`,
    )
    const foreign = await verified(rival)
    await expect(
      updateDomain(manage(rival), { id: foreign.id, connectionId: first.connectionId }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  it('answers the same, with the same work, whether such an account exists or not', async () => {
    const held = await verified(admin)
    await storedRows(`UPDATE users SET email = $2 WHERE id = $1`, [admin.id, `known@${held.domain}`])
    const known = `known@${held.domain}`
    const unknown = `nobody@${held.domain}`
    expect(await discover(known)).toEqual(await discover(unknown))
    expect(await countQueries(() => discover(known))).toBe(await countQueries(() => discover(unknown)))
  })

  it('sends an unknown, unverified or malformed domain back to the page, in one and the same form', async () => {
    const pending = await add(admin, fresh())
    const answers = [`a@${pending.domain}`, 'a@nobody.example', 'not an address', '', `@${pending.domain}`]
    for (const email of answers) {
      expect(await discover(email)).toEqual({ status: 303, location: '/sign-in?problem=domain' })
    }
  })

  it('takes the domain after the last @ and no subdomain of a verified one', async () => {
    const held = await verified(admin)
    expect((await discover(`a@${held.domain}@nobody.example`)).location).toBe('/sign-in?problem=domain')
    expect((await discover(`a@sub.${held.domain}`)).location).toBe('/sign-in?problem=domain')
  })
})
