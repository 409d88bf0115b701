import { beforeAll, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { revokeScimToken } from '#server/domains/directory/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeScimClient, type ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import {
  exportProvisioningLog,
  flushProvisioningLog,
  getProvisioningActivity,
  getProvisioningEntry,
  listProvisioningLog,
  revealProvisioningEntry,
} from './index.ts'

let acme: TestTenant
let admin: TestPerson
let okta: ScimClient
beforeAll(async () => {
  acme = await makeTestTenant()
  admin = await acme.person({ role: 'admin' })
  okta = await makeScimClient(acme)
})

type Filter = Omit<Parameters<typeof listProvisioningLog>[1], 'directoryId' | 'limit'> & { limit?: number }
const list = async (client = okta, filter: Filter = {}, reader = admin) => {
  await flushProvisioningLog()
  return listProvisioningLog(authorize(reader, 'provisioning-log:read'), {
    directoryId: client.directoryId,
    limit: 50,
    ...filter,
  })
}
const newest = async (client = okta, reader = admin) => {
  const [entry] = (await list(client, {}, reader)).items
  if (!entry) throw new Error('nothing was written down')
  return entry
}
const get = (id: string, reader = admin) => getProvisioningEntry(authorize(reader, 'provisioning-log:read'), { id })

describe('what is written down', () => {
  it('a create: what was done, whose token it was, how long it took, its event; personal values apart', async () => {
    const created = await okta.post('/Users', {
      schemas: [USER],
      userName: 'ada@acme.example',
      displayName: 'Ada Lovelace',
      password: 'correct horse battery',
      emails: [{ value: 'ada@acme.example', type: 'work', primary: true }],
    })
    const entry = await newest()
    expect(entry).toMatchObject({
      kind: 'user.create',
      outcome: 'changed',
      method: 'POST',
      status: 201,
      sentence: 'Added Ada Lovelace',
      token: { prefix: expect.stringMatching(/^ghs_/) },
    })
    expect(entry.durationMs).toBeGreaterThan(0)
    const detail = await get(entry.id)
    expect(detail.people).toEqual([{ id: created.body.id, name: 'Ada Lovelace' }])
    const [event] = (await acme.events('user.create')).slice(-1)
    expect(detail.auditSeqs).toEqual([event?.seq])
    expect(detail.request.body).toMatchObject({
      schemas: [USER],
      userName: '••••••',
      password: 'removed: a secret is never stored',
      emails: [{ value: '••••••', type: 'work', primary: true }],
    })
    expect(detail.response.body).toMatchObject({ id: created.body.id, active: true, userName: '••••••' })
    expect(JSON.stringify(detail.request)).not.toContain('ada@')
    expect(detail.checks.every((check) => check.outcome === 'passed')).toBe(true)
    expect(detail.advice).toEqual([])
  })

  it('no token and no password is stored anywhere of it, in whatever place it was sent', async () => {
    const { id } = await okta.user('secret@acme.example')
    await okta.patch(`/Users/${id}`, { op: 'replace', path: 'password', value: 'hunter2hunter2' })
    await okta.patch(`/Users/${id}`, { op: 'replace', value: { password: 'hunter2hunter2', title: 'T' } })
    await okta.get(`/Users?filter=${encodeURIComponent('password eq "hunter2hunter2"')}`)
    await okta.get(`/Users?access_token=${okta.token}`)
    await okta.post('/Users', { schemas: [USER], userName: okta.token })
    await flushProvisioningLog()
    const rows = await storedRows<{ text: string }>(
      'SELECT to_jsonb(l)::text AS text FROM provisioning_log l WHERE tenant_id = $1',
      [acme.id],
    )
    expect(rows.length).toBeGreaterThan(5)
    for (const { text } of rows) {
      expect(text).not.toContain('hunter2')
      expect(text).not.toContain(okta.token.slice(8))
    }
  })

  it('each kind of refusal, with advice in the provider’s words; the twin that was let through has none', async () => {
    const client = await makeScimClient(acme)
    await client.user('twin@acme.example')
    const agent = { 'User-Agent': 'Okta SCIM Client 1.0.0' }
    const body = { schemas: [USER], userName: 'TWIN@acme.example' }
    await client.send('POST', '/Users', body, agent)
    await client.send('POST', '/Users', '{"broken', agent)
    await client.send('GET', `/Users/${newId()}`, undefined, agent)
    await client.send('GET', '/Userz', undefined, agent)
    await client.send('POST', '/Users', { schemas: [USER], userName: 'other@acme.example' }, agent)
    const { items } = await list(client)
    expect(items.map(({ status, outcome, sentence }) => [status, outcome, sentence])).toEqual([
      [201, 'changed', 'Added other@acme.example'],
      [404, 'refused', 'Could not answer at this address: it is not here'],
      [404, 'refused', 'Could not read a person: it is not here'],
      [400, 'refused', 'Could not add a person: the body could not be read'],
      [409, 'refused', 'Could not add a person: somebody or something has this name already'],
      [201, 'changed', 'Added twin@acme.example'],
    ])
    const refused = await get(items[4]?.id ?? '')
    expect(refused.client).toBe('okta')
    expect(refused.advice.join(' ')).toContain('Provisioning → To App → Attribute Mappings')
    expect(refused.checks.find((check) => check.outcome === 'failed')?.name).toBe('unique')
    expect((await get(items[0]?.id ?? '')).advice).toEqual([])
  })

  it('a token that was revoked is written down for its directory; one that never was is nobody’s', async () => {
    const client = await makeScimClient(acme)
    await client.get('/Users')
    const [token] = await storedRows<{ id: string }>('SELECT id FROM scim_tokens WHERE directory_id = $1', [
      client.directoryId,
    ])
    await revokeScimToken(authorize(admin, 'directory:manage'), {
      directoryId: client.directoryId,
      tokenId: token?.id ?? '',
    })
    expect((await client.get('/Users')).status).toBe(401)
    const before = await storedRows('SELECT 1 FROM provisioning_log')
    const { items } = await list(client)
    expect(items.map(({ status, token: of }) => [status, of?.id])).toEqual([
      [401, token?.id],
      [200, token?.id],
    ])
    const stranger = Object.assign(Object.create(Object.getPrototypeOf(client)), client, {
      token: `ghs_${'x'.repeat(43)}`,
    })
    expect((await stranger.get('/Users')).status).toBe(401)
    await flushProvisioningLog()
    expect((await storedRows('SELECT 1 FROM provisioning_log')).length).toBeLessThanOrEqual(before.length + 2)
    expect((await list(client)).items).toHaveLength(2)
  })

  it('a change that changes nothing, and look-ups with what they found', async () => {
    const client = await makeScimClient(acme)
    const { id } = await client.user('quiet@acme.example', { displayName: 'Quiet' })
    await client.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' })
    await client.find('Users', 'userName eq "nobody@acme.example"')
    await client.find('Users', 'userName eq "quiet@acme.example"')
    await client.get('/Users?startIndex=1&count=2')
    await client.get('/Schemas')
    const { items } = await list(client)
    expect(items.map(({ sentence }) => sentence)).toEqual([
      'Asked for the schemas',
      'Listed the people: 1 in all',
      'Looked for a person by user name: one found',
      'Looked for a person by user name: none found',
      'Changed nothing about Quiet: the value was already so',
      'Added Quiet',
    ])
    const search = await get(items[2]?.id ?? '')
    expect(search.query).toBe('filter=userName eq "••••••"')
  })
})

describe('reading', () => {
  it('pages by key through rows of the same moment, each once', async () => {
    const client = await makeScimClient(acme)
    for (let n = 0; n < 7; n += 1) await client.get('/ResourceTypes')
    await flushProvisioningLog()
    await storedRows('UPDATE provisioning_log SET at = date_trunc($2, now()) WHERE directory_id = $1', [
      client.directoryId,
      'second',
    ])
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await list(client, { limit: 3, ...(cursor && { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      if (!page.nextCursor) break
      cursor = page.nextCursor
    }
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
  })

  it('filters by outcome, kind, person, group, token, time and free text, which finds people by name', async () => {
    const client = await makeScimClient(acme)
    const grace = await client.user('grace@acme.example', { displayName: 'Grace Hopper' })
    const group = await client.group('Compilers', [grace.id])
    await client.get(`/Users/${newId()}`)
    const kinds = async (filter: Filter) => (await list(client, filter)).items.map(({ kind }) => kind)
    expect(await kinds({ outcome: 'refused' })).toEqual(['user.read'])
    expect(await kinds({ kind: 'group.create' })).toEqual(['group.create'])
    expect(await kinds({ person: grace.id })).toEqual(['group.create', 'user.create'])
    expect(await kinds({ group: group.id })).toEqual(['group.create'])
    expect(await kinds({ q: 'hopper' })).toEqual(['group.create', 'user.create'])
    expect(await kinds({ q: 'compilers' })).toEqual(['group.create'])
    expect(await kinds({ q: '100%' })).toEqual([])
    expect(await kinds({ token: newId() })).toEqual([])
    expect(await kinds({ from: new Date(Date.now() + 60_000).toISOString() })).toEqual([])
    expect(await kinds({ to: new Date(Date.now() + 60_000).toISOString() })).toHaveLength(3)
  })

  it('is refused to a Viewer and to another tenant, and open to an Auditor, who may not reveal', async () => {
    await okta.get('/Users')
    const { id } = await newest()
    const viewer = await acme.person({ role: 'viewer' })
    await expect(get(id, viewer)).rejects.toMatchObject({ code: 'forbidden', permission: 'provisioning-log:read' })
    const globex = await makeTestTenant()
    const theirs = await globex.person({ role: 'owner' })
    await expect(get(id, theirs)).rejects.toMatchObject({ code: 'not_found' })
    await expect(list(okta, {}, theirs)).rejects.toMatchObject({ code: 'not_found' })
    const auditor = await acme.person({ role: 'auditor' })
    expect((await get(id, auditor)).id).toBe(id)
    await expect(revealProvisioningEntry(authorize(auditor, 'provisioning-log:reveal'), { id })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('reveals personal values to an admin, and leaves an event that says so', async () => {
    const client = await makeScimClient(acme)
    await client.user('reveal@acme.example')
    const { id } = await newest(client)
    const shown = await revealProvisioningEntry(authorize(admin, 'provisioning-log:reveal'), { id })
    expect(shown).toMatchObject({ ip: '203.0.113.7', request: { userName: 'reveal@acme.example' } })
    expect((await acme.events('provisioning_log.reveal')).at(-1)).toMatchObject({
      actor: { id: admin.id },
      metadata: { entryId: id },
    })
  })

  it('says when the first and the last request came and of which kinds they were', async () => {
    const client = await makeScimClient(acme)
    const activity = () =>
      getProvisioningActivity(authorize(admin, 'provisioning-log:read'), { directoryId: client.directoryId })
    expect(await activity()).toEqual({ firstAt: null, lastAt: null, kinds: [] })
    await client.get('/Users?startIndex=1&count=2')
    await client.user('first@acme.example')
    await flushProvisioningLog()
    const seen = await activity()
    expect(seen.kinds.map(({ kind, lastStatus }) => [kind, lastStatus])).toEqual([
      ['user.create', 201],
      ['user.list', 200],
    ])
    expect(seen.firstAt).not.toBeNull()
  })
})

describe('exporting', () => {
  const exported = async (person: TestPerson, client: ScimClient, more: Record<string, unknown> = {}) => {
    const { lines } = await exportProvisioningLog(authorize(person, 'provisioning-log:export'), {
      directoryId: client.directoryId,
      format: 'csv',
      personal: false,
      ...more,
    })
    let text = ''
    for await (const line of lines) text += line
    return text
  }

  it('gives what the filters keep, with no cell that a spreadsheet would run, and leaves an event', async () => {
    const client = await makeScimClient(acme)
    await client.user('formula@acme.example', { displayName: '=HYPERLINK("https://evil.example","x")' })
    await client.send('GET', '/Schemas', undefined, { 'User-Agent': '@SUM(1+1)' })
    await flushProvisioningLog()
    const csv = await exported(admin, client, { kind: 'discovery' })
    expect(csv.split('\r\n').filter(Boolean)).toHaveLength(2)
    expect(csv).toContain(`"'@SUM(1+1)"`)
    const all = await exported(admin, client, { format: 'ndjson', personal: true })
    expect(
      all
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).kind),
    ).toEqual(['discovery', 'user.create'])
    expect(all).toContain('formula@acme.example')
    expect(await exported(admin, client, { format: 'ndjson' })).not.toContain('formula@acme.example')
    expect((await acme.events('provisioning_log.export')).slice(-3)).toMatchObject([
      { metadata: { format: 'csv', personalValues: false, filters: ['kind'] } },
      { metadata: { format: 'ndjson', personalValues: true, filters: [] } },
      { metadata: { format: 'ndjson', personalValues: false, filters: [] } },
    ])
  })

  it('is refused to an Auditor, and to another tenant as if nothing were there', async () => {
    const auditor = await acme.person({ role: 'auditor' })
    await expect(exported(auditor, okta)).rejects.toMatchObject({ code: 'forbidden' })
    const globex = await makeTestTenant()
    await expect(exported(await globex.person({ role: 'owner' }), okta)).rejects.toMatchObject({ code: 'not_found' })
  })
})
