import { beforeEach, describe, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import {
  createDirectory,
  createScimToken,
  type DirectoryPrincipal,
  discardDryRun,
  getDirectory,
  getDryRunReport,
  goLive,
  listDryRunPeople,
  listUsers,
  resolveScimToken,
} from '#server/domains/directory/index.ts'
import { flushProvisioningLog, listProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { accessRows } from '#testing/access-rows.ts'
import { GROUP, makeScimClient, ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestPerson, type TestTenant, testRequest } from '#testing/test-tenant.ts'

const person = (userName: string) => ({ schemas: [USER], userName, displayName: 'Ada Lovelace', active: true })

describe('what a dry run says of people who are here', () => {
  let tenant: TestTenant
  let client: ScimClient
  beforeEach(async () => {
    tenant = await makeTestTenant()
    client = await makeScimClient(tenant, { dryRun: true, guarded: true })
  })
  const recorded = async () =>
    (await tenant.events('directory.dry_run.record')).map(({ metadata, targets }) => ({
      ...(metadata as { would?: string; heldBack?: boolean }),
      about: targets.slice(1).map(({ id }: { id: string }) => id),
    }))

  it('names who would be taken over, the roles and sessions they would lose, and leaves all of it', async () => {
    const ada = await tenant.person({ role: 'admin' })
    const before = await accessRows(tenant)
    const { body } = await client.post('/Users', person(ada.email as string))
    expect(body.id).not.toBe(ada.id)
    await tenant.mapping(client.directoryId, 'Sales', 'viewer')
    await client.group('Sales', [body.id])
    await client.patch(`/Users/${body.id}`, { op: 'replace', value: { active: false } })
    expect(await recorded()).toMatchObject([
      { would: 'user.adopt', about: [ada.id] },
      { would: 'group.create' },
      { would: 'group.member.add', count: 1, rolesGained: ['viewer'] },
      { would: 'user.disable', about: [ada.id], sessionsEnded: 1, rolesLost: ['admin', 'viewer'] },
    ])
    expect(await accessRows(tenant)).toEqual(before)
  })

  it('refuses with 409 what a live directory refuses: an Owner, and a name that another directory holds', async () => {
    const owner = await tenant.person({ role: 'owner' })
    const other = await makeScimClient(tenant)
    await other.user('held@acme.example')
    expect((await client.post('/Users', person(owner.email as string))).body).toMatchObject({ scimType: 'uniqueness' })
    expect((await client.post('/Users', person('HELD@acme.example'))).body).toMatchObject({ scimType: 'uniqueness' })
    const free = await client.user('free@acme.example')
    expect(
      (await client.patch(`/Users/${free.id}`, { op: 'replace', value: { userName: 'held@acme.example' } })).status,
    ).toBe(409)
    expect((await client.get('/Users')).body.totalResults).toBe(1)
  })

  it('tells of removals that the guard rail would have held back, and answers them', async () => {
    const ids: string[] = []
    for (let i = 0; i < 6; i += 1) ids.push((await client.user(`p${i}@acme.example`)).id)
    for (const id of ids) {
      expect((await client.patch(`/Users/${id}`, { op: 'replace', value: { active: false } })).status).toBe(200)
    }
    const held = (await recorded()).filter(({ would }) => would === 'user.disable').map(({ heldBack }) => heldBack)
    expect(held).toEqual([undefined, undefined, undefined, undefined, true, true])
  })

  it('of parallel creates of one userName one is 201 and the others 409', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.post('/Users', person('one@acme.example'))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
  })

  it('is the business of its own directory: another tenant and another directory find nothing of it', async () => {
    const { id } = await client.user('mine@acme.example')
    for (const other of [
      await makeScimClient(tenant, { dryRun: true }),
      await makeScimClient(tenant),
      await makeScimClient(await makeTestTenant(), { dryRun: true }),
    ]) {
      expect((await other.get(`/Users/${id}`)).status).toBe(404)
      expect((await other.delete(`/Users/${id}`)).status).toBe(404)
      expect((await other.get('/Users')).body.totalResults).toBe(0)
    }
    expect((await client.get(`/Users/${id}`)).status).toBe(200)
  })
})

describe('going live', () => {
  let tenant: TestTenant
  let client: ScimClient
  let owner: TestPerson
  let name: string
  beforeEach(async () => {
    tenant = await makeTestTenant()
    client = await makeScimClient(tenant, { dryRun: true })
    owner = await tenant.person({ role: 'owner' })
    name = (await getDirectory(authorize(owner, 'directory:read'), { id: client.directoryId })).name
  })
  const live = (who = owner, typed = name) =>
    goLive(authorize(who, 'directory:manage'), { directoryId: client.directoryId, name: typed })
  const modeOf = async () =>
    (await storedRows('SELECT mode FROM directories WHERE id = $1', [client.directoryId]))[0]?.['mode']

  it('drops the shadow: old ids are 404, and the next cycle makes people for real', async () => {
    const { id } = await client.user('ada@acme.example')
    const group = await client.group('Sales', [id])
    expect(await live()).toEqual({ directoryId: client.directoryId, people: 1, groups: 1 })
    expect((await client.get(`/Users/${id}`)).status).toBe(404)
    expect((await client.patch(`/Users/${id}`, { op: 'replace', value: { active: false } })).status).toBe(404)
    expect((await client.get(`/Groups/${group.id}`)).status).toBe(404)
    expect((await client.find('Users', 'userName eq "ada@acme.example"')).body.totalResults).toBe(0)
    const made = await client.user('ada@acme.example')
    expect(await storedRows('SELECT 1 FROM users WHERE id = $1', [made.id])).toHaveLength(1)
    expect(await tenant.events('directory.dry_run.end')).toMatchObject([
      { actor: { id: owner.id }, metadata: { people: 1, groups: 1 } },
    ])
    expect(
      await storedRows(
        `SELECT payload->>'notice' AS notice FROM outbox WHERE tenant_id = $1 AND payload->>'notice' = 'directory.live'`,
        [tenant.id],
      ),
    ).toHaveLength(1)
  })

  it('wants the name of the directory, and an admin who may: a viewer is refused and nothing changes', async () => {
    await expect(live(owner, 'Another')).rejects.toMatchObject({ code: 'invalid_input', path: '/name' })
    await expect(live(await tenant.person({ role: 'viewer' }))).rejects.toMatchObject({ code: 'forbidden' })
    expect(await modeOf()).toBe('dry-run')
    await live(await tenant.person({ role: 'admin' }))
    expect(await modeOf()).toBe('live')
  })

  it('is for good: a live directory refuses to go live, to be discarded and to go back', async () => {
    await live()
    await expect(live()).rejects.toMatchObject({ code: 'conflict' })
    const discard = discardDryRun(authorize(owner, 'directory:manage'), { directoryId: client.directoryId })
    await expect(discard).rejects.toMatchObject({ code: 'conflict' })
    await expect(
      storedRows(`UPDATE directories SET mode = 'dry-run' WHERE id = $1`, [client.directoryId]),
    ).rejects.toThrow('does not go back')
    await expect(
      getDryRunReport(authorize(owner, 'directory:read'), { directoryId: client.directoryId }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  it('can be put off: discarding empties the shadow, and the directory stays in dry run', async () => {
    const { id } = await client.user('ada@acme.example')
    expect(
      await discardDryRun(authorize(owner, 'directory:manage'), { directoryId: client.directoryId }),
    ).toMatchObject({ people: 1, groups: 0 })
    expect((await client.get(`/Users/${id}`)).status).toBe(404)
    expect(await modeOf()).toBe('dry-run')
  })

  it('meets requests under way: each is kept in a shadow that is dropped, or real, or told to come again', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `p${i}@acme.example`)
    const [answers] = await Promise.all([
      Promise.all(names.map((userName) => client.post('/Users', person(userName)))),
      live(),
    ])
    expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 503)).toEqual([])
    expect(await storedRows('SELECT 1 FROM dry_run_users WHERE directory_id = $1', [client.directoryId])).toEqual([])
    const made = await storedRows<{ id: string }>('SELECT id FROM users WHERE directory_id = $1', [client.directoryId])
    for (const { body, status } of answers) {
      const kept = made.some(({ id }) => id === body.id)
      if (status === 201 && !kept) expect((await client.get(`/Users/${body.id}`)).status).toBe(404)
    }
  })
})

describe('the report', () => {
  it('says who would gain, lose and keep access, with roles before and after', async () => {
    const tenant = await makeTestTenant()
    const client = await makeScimClient(tenant, { dryRun: true })
    const owner = await tenant.person({ role: 'owner' })
    const [keeps, changes, loses, gone] = [
      await tenant.person({ role: 'viewer' }),
      await tenant.person({ role: 'viewer' }),
      await tenant.person({ role: 'auditor' }),
      await tenant.person({ role: 'viewer' }),
    ]
    await tenant.mapping(client.directoryId, 'Sales', 'admin')
    const shadow = async (email: string | null) => (await client.user(email as string)).id as string
    await shadow(keeps.email)
    const changed = await shadow(changes.email)
    await client.patch(`/Users/${await shadow(loses.email)}`, { op: 'replace', value: { active: false } })
    await client.delete(`/Users/${await shadow(gone.email)}`)
    const fresh = await shadow('new@acme.example')
    await client.group('Sales', [changed, fresh])
    await client.post('/Groups', { schemas: [GROUP] })
    await flushProvisioningLog()
    const input = { directoryId: client.directoryId }
    expect(await getDryRunReport(authorize(owner, 'directory:read'), input)).toMatchObject({
      people: { keep: 1, change: 1, lose: 2, gain: 1, none: 0 },
      groups: 1,
      heldBack: 0,
      refused: 1,
    })
    const { items } = await listDryRunPeople(authorize(owner, 'member:read'), { ...input, limit: 50 })
    const roles = new Map(items.map(({ outcome, personId, before, after }) => [personId, { outcome, before, after }]))
    expect(roles.get(keeps.id)).toEqual({ outcome: 'keep', before: ['Viewer'], after: ['Viewer'] })
    expect(roles.get(changes.id)).toEqual({ outcome: 'change', before: ['Viewer'], after: ['Admin', 'Viewer'] })
    expect(roles.get(loses.id)).toEqual({ outcome: 'lose', before: ['Auditor'], after: null })
    expect(roles.get(gone.id)).toEqual({ outcome: 'lose', before: ['Viewer'], after: null })
    expect(roles.get(null)).toEqual({ outcome: 'gain', before: null, after: ['Admin'] })
    const first = await listDryRunPeople(authorize(owner, 'member:read'), { ...input, limit: 2 })
    expect(first.nextCursor).toBe(first.items[1]?.id)
  })

  it('stands in the provisioning log as what would have been done', async () => {
    const tenant = await makeTestTenant()
    const client = await makeScimClient(tenant, { dryRun: true })
    const { id } = await client.user('ada@acme.example', { displayName: 'Ada' })
    await client.patch(`/Users/${id}`, { op: 'replace', value: { active: false } })
    await flushProvisioningLog()
    const admin = await tenant.person({ role: 'admin' })
    const log = await listProvisioningLog(authorize(admin, 'provisioning-log:read'), {
      directoryId: client.directoryId,
      limit: 10,
    })
    expect(log.items.map(({ sentence, dryRun }) => ({ sentence, dryRun }))).toEqual([
      { sentence: 'Would have disabled Ada', dryRun: true },
      { sentence: 'Would have added Ada', dryRun: true },
    ])
  })
})

describe('a directory that begins in dry run', () => {
  it('says so in its event, and its tokens answer from the shadow; one that says nothing is live', async () => {
    const tenant = await makeTestTenant()
    const manage = authorize(await tenant.person({ role: 'admin' }), 'directory:manage')
    const dry = await createDirectory(manage, { name: 'Trial', provider: 'okta', mode: 'dry-run' })
    const live = await createDirectory(manage, { name: 'Real', provider: 'okta' })
    const clientOf = async ({ id }: { id: string }) =>
      new ScimClient(id, (await createScimToken(manage, { directoryId: id, name: 'T', expiresInDays: 1 })).token)
    await (await clientOf(dry)).user('one@acme.example')
    await (await clientOf(live)).user('two@acme.example')
    expect(
      await storedRows('SELECT user_name FROM users WHERE tenant_id = $1 AND directory_id IS NOT NULL', [tenant.id]),
    ).toEqual([{ user_name: 'two@acme.example' }])
    expect((await tenant.events('directory.create')).map(({ metadata }) => metadata['mode'])).toEqual([
      'dry-run',
      undefined,
    ])
  })

  it('cannot be given a person or a group by any statement', async () => {
    const tenant = await makeTestTenant()
    const dry = await tenant.directory(undefined, 'dry-run')
    const person = await tenant.person({ role: 'viewer' })
    await expect(storedRows('UPDATE users SET directory_id = $1 WHERE id = $2', [dry, person.id])).rejects.toThrow(
      'users_live_directory_fkey',
    )
    await expect(tenant.group({ directoryId: dry, name: 'Sales' })).rejects.toThrow('groups_live_directory_fkey')
    expect(await tenant.group({ directoryId: await tenant.directory(), name: 'Sales' })).toBeDefined()
  })

  it('refuses a request that was let in as if it were live, and the other way round', async () => {
    const tenant = await makeTestTenant()
    const client = await makeScimClient(tenant, { dryRun: true })
    const principal = await resolveScimToken(`Bearer ${client.token}`, testRequest('scim'))
    const as = (dryRun: boolean) =>
      listUsers(
        authorize({ ...(principal as DirectoryPrincipal), dryRun }, 'scim:read', {
          type: 'scim_users',
          id: client.directoryId,
        }),
        {
          startIndex: 1,
          count: 1,
          withGroups: false,
        },
      )
    await expect(as(false)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 })
    expect(await as(true)).toMatchObject({ total: 0 })
  })
})
