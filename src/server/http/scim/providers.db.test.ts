import { beforeAll, describe, expect, it } from 'vitest'
import { ENTERPRISE, makeScimClient, ScimClient, USER } from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let provider: ScimClient
beforeAll(async () => {
  tenant = await makeTestTenant()
  provider = await makeScimClient(tenant)
})

/** Everything of the tenant that SCIM can change. */
const stored = () =>
  storedRows(
    `SELECT to_jsonb(u) AS row FROM users u WHERE tenant_id = $1 UNION ALL SELECT to_jsonb(g) FROM groups g WHERE tenant_id = $1
     UNION ALL SELECT to_jsonb(m) FROM group_members m WHERE tenant_id = $1 ORDER BY 1`,
    [tenant.id],
  )

describe('PingOne', () => {
  it('sends startIndex 0 or less, which is 1, and a negative count, which is 0', async () => {
    await provider.user('ping-1@acme.example')
    for (const startIndex of [0, -5]) {
      const { status, body } = await provider.get(`/Users?startIndex=${startIndex}&count=1`)
      expect({ status, startIndex: body.startIndex, items: body.itemsPerPage }).toEqual({
        status: 200,
        startIndex: 1,
        items: 1,
      })
    }
    const { body } = await provider.get('/Users?count=-1')
    expect(body).toMatchObject({ totalResults: 1, itemsPerPage: 0, Resources: [] })
  })
})

describe('Google', () => {
  it('builds its attribute map from /Schemas: every attribute says its type and what may be done with it', async () => {
    const { body } = await provider.get('/Schemas')
    const check = (attribute: Record<string, unknown>): void => {
      expect(Object.keys(attribute)).toEqual(
        expect.arrayContaining([
          'name',
          'type',
          'multiValued',
          'description',
          'required',
          'caseExact',
          'mutability',
          'returned',
          'uniqueness',
        ]),
      )
      for (const sub of (attribute.subAttributes as Record<string, unknown>[] | undefined) ?? []) check(sub)
    }
    for (const schema of body.Resources) for (const attribute of schema.attributes) check(attribute)
    const user = body.Resources.find((schema: { id: string }) => schema.id === USER)
    expect(user.attributes.map((attribute: { name: string }) => attribute.name)).toEqual(
      expect.arrayContaining([
        'userName',
        'name',
        'displayName',
        'emails',
        'active',
        'addresses',
        'phoneNumbers',
        'groups',
      ]),
    )
  })

  it('suspends and deletes independently: an active user can be deleted, a suspended one too', async () => {
    const active = await provider.user('google-active@acme.example')
    const suspended = await provider.user('google-suspended@acme.example', { active: false })
    expect((await provider.delete(`/Users/${active.id}`)).status).toBe(204)
    expect((await provider.delete(`/Users/${suspended.id}`)).status).toBe(204)
  })
})

describe('Keycloak, OneLogin and JumpCloud', () => {
  it('PATCH with a path and without one to the same effect', async () => {
    const [one, two] = await Promise.all([provider.user('kc-1@acme.example'), provider.user('kc-2@acme.example')])
    const withPath = await provider.patch(`/Users/${one.id}`, {
      op: 'replace',
      path: 'name',
      value: { givenName: 'K' },
    })
    const without = await provider.patch(`/Users/${two.id}`, { op: 'replace', value: { name: { givenName: 'K' } } })
    expect(withPath.body.name).toEqual(without.body.name)
  })

  it('JumpCloud deactivates before it deletes', async () => {
    const { id } = await provider.user('jump@acme.example')
    expect((await provider.patch(`/Users/${id}`, { op: 'replace', value: { active: false } })).body.active).toBe(false)
    expect((await provider.delete(`/Users/${id}`)).status).toBe(204)
  })
})

describe('never', () => {
  it('answers 200 for an unknown directory, another one than the token has, or an inactive one', async () => {
    const { id } = await provider.user('leaver@acme.example')
    const elsewhere = await tenant.directory()
    const disable = { op: 'replace', value: { active: false } }
    for (const directory of [elsewhere, '0197a000-0000-7000-8000-00000000dead']) {
      const other = new ScimClient(directory, provider.token, `/scim/v2/${directory}`)
      expect(await other.patch(`/Users/${id}`, disable)).toMatchObject({ status: 404, body: { status: '404' } })
      expect((await other.get('/Schemas')).status).toBe(404)
    }
    const paused = await makeScimClient(tenant)
    const person = await paused.user('leaver-2@acme.example')
    await storedRows(`UPDATE directories SET status = 'inactive' WHERE id = $1`, [paused.directoryId])
    expect(await paused.patch(`/Users/${person.id}`, disable)).toMatchObject({ status: 401, body: { status: '401' } })
    expect((await paused.get('/ServiceProviderConfig')).status).toBe(401)
    const rows = await storedRows('SELECT active FROM users WHERE id = ANY($1)', [[id, person.id]])
    expect(rows).toEqual([{ active: true }, { active: true }])
  })

  it('maps externalId or any value of a client onto an internal id', async () => {
    const victim = await provider.user('victim@acme.example')
    const { body } = await provider.post('/Users', {
      schemas: [USER],
      userName: 'attacker@acme.example',
      id: victim.id,
      externalId: victim.id,
    })
    expect(body.id).not.toBe(victim.id)
    expect(body.externalId).toBe(victim.id)
    expect((await provider.get('/Users/1')).status).toBe(404)
    expect((await provider.find('Users', `id eq "${victim.id}"`)).body.Resources).toMatchObject([
      { userName: 'victim@acme.example' },
    ])
    expect((await provider.find('Users', 'id eq "1"')).body.totalResults).toBe(0)
  })

  it('serves a path that only decodes to one of ours, nor without a token', async () => {
    for (const path of ['/%55sers', '/Users%2F', '/users', '/Users/', '//Users', '/Groups%00']) {
      expect((await provider.get(path)).status).toBe(404)
    }
    const nobody = new ScimClient(provider.directoryId, '')
    for (const path of ['/Users', '/Groups', '/Schemas', '/ResourceTypes', '/ServiceProviderConfig', '/Users/%31']) {
      expect([401, 404]).toContain((await nobody.get(path)).status)
    }
    expect((await nobody.get('/Users')).status).toBe(401)
  })

  it('empties a group because a filter or path did not parse: 400 with scimType, and nothing changes', async () => {
    const people = await Promise.all(['x', 'y'].map((name) => provider.user(`keep-${name}@acme.example`)))
    const group = await provider.group(
      'Keep',
      people.map((person) => person.id),
    )
    const before = await stored()
    for (const [operation, scimType] of [
      [{ op: 'remove', path: `members[value eq ${people[0].id}]` }, 'invalidPath'],
      [{ op: 'remove', path: `members[value eq "${people[0].id}"` }, 'invalidPath'],
      [{ op: 'remove', path: 'members[nothing eq "x"]' }, 'invalidPath'],
      [{ op: 'remove', path: 'member' }, 'invalidPath'],
      [{ op: 'remove' }, 'noTarget'],
      [{ op: 'remove', path: 'members', value: [{ display: 'x' }] }, 'invalidValue'],
      [{ op: 'replace', path: 'members', value: [{ value: 'unknown' }] }, 'invalidValue'],
    ] as const) {
      const { status, body } = await provider.patch(`/Groups/${group.id}`, operation)
      expect({ status, scimType: body.scimType, operation }).toEqual({ status: 400, scimType, operation })
    }
    expect(await stored()).toEqual(before)
  })

  it('applies part of a PATCH: one bad path stops the operations that are fine', async () => {
    const { id } = await provider.user('atomic@acme.example')
    const before = await stored()
    const { status, body } = await provider.patch(
      `/Users/${id}`,
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: `${ENTERPRISE}:shoeSize`, value: '44' },
    )
    expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidPath' })
    expect(await stored()).toEqual(before)
  })

  it('answers a filter on an unknown attribute with everything: 400 invalidFilter', async () => {
    const { status, body } = await provider.find('Users', 'shoeSize eq "44"')
    expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidFilter' })
    expect((await provider.find('Users', '')).status).toBe(400)
  })
})
