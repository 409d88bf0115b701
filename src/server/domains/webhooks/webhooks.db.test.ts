import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WEBHOOK_EVENT_TYPES, type WebhookEventType } from '#contracts/webhooks.ts'
import { authorize } from '#server/domains/access/index.ts'
import {
  createGroup,
  createUser,
  deleteGroup,
  deleteUser,
  patchGroup,
  patchUser,
} from '#server/domains/directory/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { claimDue } from './delivery-store.ts'
import {
  createWebhook,
  deliverToEndpoint,
  getDelivery,
  getWebhook,
  layOutMessages,
  listDeliveries,
  listWebhooks,
  replayDeliveries,
  revealDelivery,
  rotateWebhookSecret,
  sendTestEvent,
  setWebhookEnabled,
} from './index.ts'
import { verifies, WebhookReceiver } from './webhook-receiver.fixture.ts'

const receiver = new WebhookReceiver()
let tenant: TestTenant
let owner: TestPerson
let directoryId: string
let endpointId: string
/** The worker's clock, which tests move. */
let at: Date

beforeAll(async () => {
  process.env.GATEHOUSE_DEMO = '1'
  await receiver.listen()
})
afterAll(() => receiver.close())

beforeEach(async () => {
  tenant = await makeTestTenant()
  owner = await tenant.person({ role: 'owner' })
  directoryId = await tenant.directory()
  receiver.received.length = 0
  receiver.forged = 0
  receiver.reply = () => ({ status: 204 })
  at = new Date()
  const made = await endpoint()
  endpointId = made.item.id
  receiver.secrets = [made.secret]
})

const manage = () => authorize(owner, 'webhook:manage')
const read = () => authorize(owner, 'webhook:read')
const worker = (of = tenant) => systemScope(of.id, 'webhooks', 'webhook:deliver')
const endpoint = (eventTypes: WebhookEventType[] = [...WEBHOOK_EVENT_TYPES], url = receiver.url) =>
  createWebhook(manage(), { url, description: 'Product', eventTypes })

const scim = (of = tenant, directory = directoryId) =>
  authorize(
    { type: 'system', tenantId: of.id, task: 'seed', request: { source: 'scim', requestId: newId() } },
    'scim:write',
    { type: 'directory', id: directory },
  )
const person = (userName: string) =>
  createUser(scim(), { schemas: [USER], userName, emails: [{ value: `${userName}@acme.test` }] })
const set = (id: string, path: string, value: unknown) =>
  patchUser(scim(), { id, body: { schemas: [PATCH], Operations: [{ op: 'replace', path, value }] } })
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const members = (id: string, op: string, ids: string[]) =>
  patchGroup(scim(), {
    id,
    withMembers: false,
    body: { schemas: [PATCH], Operations: [{ op, path: 'members', value: ids.map((value) => ({ value })) }] },
  })

async function run(id = endpointId): Promise<void> {
  await layOutMessages(worker(), () => at)
  await deliverToEndpoint(worker(), { endpointId: id, clock: () => at })
}
const later = (minutes: number) => {
  at = new Date(at.getTime() + minutes * 60_000)
}
const log = async () => (await listDeliveries(read(), { endpointId, limit: 100 })).items
const rowsOf = (table: string) => storedRows(`SELECT * FROM ${table} WHERE tenant_id = $1`, [tenant.id])

describe('what is told', () => {
  it('tells the whole life of a person in order, with a number that ascends, signed', async () => {
    const { id } = await person('ada')
    await set(id, 'displayName', 'Ada Okafor')
    await set(id, 'active', false)
    await set(id, 'active', true)
    await deleteUser(scim(), { id })
    await run()
    expect(receiver.told).toEqual([
      'user.created 1',
      'user.updated 2',
      'user.disabled 3',
      'user.enabled 4',
      'user.deleted 5',
    ])
    expect(receiver.forged).toBe(0)
    expect(receiver.received[1]?.payload).toMatchObject({
      tenantId: tenant.id,
      subject: { type: 'user', id },
      data: {
        changed: ['displayName'],
        user: { id, directoryId, userName: 'ada', displayName: 'Ada Okafor', emails: [{ value: 'ada@acme.test' }] },
      },
    })
  })

  it('tells of groups and of who comes and goes, and of every membership that a deletion ends', async () => {
    const [ada, ben] = [await person('ada'), await person('ben')]
    const group = await createGroup(scim(), { schemas: [GROUP], displayName: 'Sales', members: [{ value: ada.id }] })
    await members(group.id, 'add', [ada.id, ben.id])
    await members(group.id, 'remove', [ada.id])
    await deleteGroup(scim(), { id: group.id })
    await run()
    const about = (id: string) =>
      receiver.received
        .filter(({ payload }) => payload.subject.id === id)
        .map(({ payload }) => `${payload.type} ${payload.sequence}`)
    expect(about(ada.id)).toEqual(['user.created 1', 'membership.added 2', 'membership.removed 3'])
    expect(about(ben.id)).toEqual(['user.created 1', 'membership.added 2', 'membership.removed 3'])
    expect(about(group.id)).toEqual(['group.created 1', 'group.deleted 2'])
  })

  it('lays a large group down in one row, and numbers its members together', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, (_, index) => person(`p${index}`)))
    await run()
    const group = await createGroup(scim(), {
      schemas: [GROUP],
      displayName: 'All',
      members: people.map(({ id }) => ({ value: id })),
    })
    await deleteGroup(scim(), { id: group.id })
    expect(await rowsOf('webhook_changes')).toHaveLength(2)
    await run()
    const ended = receiver.received.filter(({ payload }) => payload.type === 'membership.removed')
    expect(ended.map(({ payload }) => payload.sequence)).toEqual(Array(40).fill(3))
    expect(await rowsOf('webhook_changes')).toEqual([])
  })

  it('writes nothing where nobody listens, and nothing where the change is undone', async () => {
    await setWebhookEnabled(manage(), { id: endpointId, enabled: false })
    const { id } = await person('ada')
    await deleteUser(scim(), { id })
    expect(await rowsOf('webhook_changes')).toEqual([])
    await setWebhookEnabled(manage(), { id: endpointId, enabled: true })
    await person('ben')
    await expect(person('BEN')).rejects.toMatchObject({ code: 'uniqueness' })
    expect(await rowsOf('webhook_changes')).toHaveLength(1)
  })

  it('sends an endpoint what it asked for and no more', async () => {
    const { item } = await endpoint(['user.deleted'])
    const { id } = await person('ada')
    await deleteUser(scim(), { id })
    await layOutMessages(worker(), () => at)
    await deliverToEndpoint(worker(), { endpointId: item.id, clock: () => at })
    expect(receiver.told).toEqual(['user.deleted 2'])
  })
})

describe('delivery', () => {
  it('holds a later message back until the earlier one about the same person is through; others pass', async () => {
    const ada = await person('ada')
    await set(ada.id, 'title', 'Head')
    const ben = await person('ben')
    receiver.reply = ({ payload }) => ({ status: payload.subject.id === ada.id ? 422 : 204 })
    await run()
    expect(receiver.received.map(({ payload }) => payload.subject.id).sort()).toEqual([ada.id, ben.id].sort())
    receiver.reply = () => ({ status: 200 })
    receiver.received.length = 0
    await run()
    expect(receiver.told).toEqual([])
    later(1)
    await run()
    expect(receiver.told).toEqual(['user.created 1', 'user.updated 2'])
  })

  it('sends again under the same id when the worker dies between sending and recording', async () => {
    await person('ada')
    await layOutMessages(worker(), () => at)
    const claim = newId()
    const [taken] = await withTenant(worker(), (tx) => {
      tx.housekeeping('a webhook is laid out or sent, and its delivery log says so')
      return claimDue(tx, { endpointId, claim, now: at, limit: 5 })
    })
    // It was sent, and the worker is gone. Nobody else takes it before the claim is over.
    await run()
    expect(receiver.received).toEqual([])
    later(2)
    await run()
    expect(receiver.received.map(({ id }) => id)).toEqual([taken?.messageId])
    later(2)
    await run()
    expect(receiver.received).toHaveLength(1)
  })

  it('tries again as the schedule says, gives up after the tenth time, and goes on with the next', async () => {
    const { id } = await person('ada')
    await set(id, 'title', 'Head')
    receiver.reply = ({ payload }) => ({ status: payload.type === 'user.created' ? 400 : 204, body: 'no such plan' })
    // Something else is taken all the while, so the endpoint is not paused.
    for (let time = 0; time < 10; time += 1) {
      await person(`other${time}`)
      receiver.reply = ({ payload }) => ({
        status: payload.subject.id === id && payload.type === 'user.created' ? 400 : 204,
        body: 'no such plan',
      })
      await run()
      later(24 * 60 + 1)
    }
    const ofAda = (await log()).filter(({ subjectId }) => subjectId === id)
    expect(ofAda.map(({ type, state, attempts }) => [type, state, attempts])).toEqual([
      ['user.updated', 'delivered', 1],
      ['user.created', 'dead', 10],
    ])
    const dead = await getDelivery(read(), { id: ofAda[1]?.id as string })
    expect(dead.log).toHaveLength(10)
    expect(dead.log[0]).toMatchObject({ status: 400, excerpt: 'no such plan' })
    const ids = receiver.received.filter(({ payload }) => payload.subject.id === id && payload.sequence === 1)
    expect(new Set(ids.map((one) => one.id)).size).toBe(1)
  })

  it('disables an endpoint that is gone, and tells the Owners', async () => {
    await person('ada')
    receiver.reply = () => ({ status: 410 })
    await run()
    expect(await getWebhook(read(), { id: endpointId })).toMatchObject({ state: 'disabled', stoppedBecause: 'gone' })
    expect(await tenant.events('webhook.endpoint.disable')).toMatchObject([
      { actor: { type: 'system' }, metadata: { cause: 'gone' } },
    ])
    const notices = await storedRows<{ notice: string }>(
      `SELECT payload ->> 'notice' AS notice FROM outbox WHERE tenant_id = $1 AND topic = 'notify-owners' ORDER BY id`,
      [tenant.id],
    )
    expect(notices.map(({ notice }) => notice)).toEqual(['webhook.create', 'webhook.gone'])
  })

  it('pauses an endpoint that took nothing for a day, keeps what happens, and sends it once enabled', async () => {
    const { id } = await person('ada')
    receiver.reply = () => 'hang up'
    for (let time = 0; time < 12; time += 1) {
      await run()
      later(4 * 60)
    }
    expect(await getWebhook(read(), { id: endpointId })).toMatchObject({ state: 'paused', stoppedBecause: 'failing' })
    expect(await tenant.events('webhook.endpoint.pause')).toHaveLength(1)
    await set(id, 'title', 'Head')
    receiver.received.length = 0
    receiver.reply = () => ({ status: 204 })
    await run()
    expect(receiver.told).toEqual([])
    await setWebhookEnabled(manage(), { id: endpointId, enabled: true })
    await run()
    expect(receiver.told).toEqual(['user.created 1', 'user.updated 2'])
  })

  it('waits as long as Retry-After asks for, in seconds or as a date, and as the schedule says without it', async () => {
    const asked = new Map<string, Record<string, string>>([
      ['ada', { 'retry-after': '7200' }],
      ['ben', { 'retry-after': new Date(Date.now() + 7_200_000).toUTCString() }],
      ['cem', { 'retry-after': 'soon' }],
      ['dan', {}],
    ])
    const ids = new Map<string, string>()
    for (const name of asked.keys()) ids.set((await person(name)).id, name)
    receiver.reply = ({ payload }) => ({ status: 422, headers: asked.get(ids.get(payload.subject.id) ?? '') ?? {} })
    await run()
    const minutes = (await log()).map(({ subjectId, nextAttemptAt }): [string | undefined, number] => [
      ids.get(subjectId),
      Math.round((Date.parse(nextAttemptAt ?? '') - at.getTime()) / 60_000),
    ])
    expect(Object.fromEntries(minutes)).toEqual({ ada: 120, ben: 120, cem: 0, dan: 0 })
  })

  it('leaves the whole endpoint alone while it asks for that with 503, and no longer than an hour', async () => {
    await person('ada')
    receiver.reply = () => ({ status: 503, headers: { 'retry-after': '7200' } })
    await run()
    await person('ben')
    receiver.reply = () => ({ status: 204 })
    later(59)
    await run()
    expect(receiver.told).toEqual(['user.created 1'])
    later(2)
    await run()
    expect(receiver.received.map(({ payload }) => JSON.stringify(payload.data).includes('"ben"'))).toEqual([
      false,
      true,
    ])
  })

  it('leaves an endpoint alone that is down, and asks with a single message first', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => person(`p${index}`)))
    receiver.reply = () => ({ status: 503 })
    await run()
    expect(receiver.received).toHaveLength(20)
    await run()
    expect(receiver.received).toHaveLength(20)
    later(1)
    await run()
    expect(receiver.received).toHaveLength(21)
  })
})

describe('replay', () => {
  it('sends again what is dead, or all since a time, under the same ids and in order', async () => {
    const before = new Date(Date.now() - 1000).toISOString()
    const { id } = await person('ada')
    await set(id, 'title', 'Head')
    await run()
    const ids = receiver.received.map((one) => one.id)
    expect(await replayDeliveries(manage(), { endpointId, what: { kind: 'dead' } })).toEqual({ replayed: 0 })
    expect(await replayDeliveries(manage(), { endpointId, what: { kind: 'since', since: before } })).toEqual({
      replayed: 2,
    })
    later(1)
    await run()
    expect(receiver.received.map((one) => one.id)).toEqual([...ids, ...ids])
    const [newest] = await log()
    await replayDeliveries(manage(), { endpointId, what: { kind: 'one', deliveryId: newest?.id as string } })
    later(1)
    await run()
    expect(receiver.told.at(-1)).toBe('user.updated 2')
    expect((await tenant.events('webhook.replay')).map(({ metadata }) => metadata)).toMatchObject([
      { kind: 'since', deliveries: 2 },
      { kind: 'one', deliveries: 1 },
    ])
  })
})

describe('secrets', () => {
  it('signs by both while one replaces the other, then by the new one only', async () => {
    const [old] = receiver.secrets as [string]
    const { secret } = await rotateWebhookSecret(manage(), { id: endpointId })
    for (const known of [[old], [secret]]) {
      receiver.secrets = known
      await sendTestEvent(manage(), { id: endpointId })
    }
    expect(receiver.forged).toBe(0)
    await storedRows(`UPDATE webhook_endpoints SET previous_until = now() - interval '1 minute' WHERE id = $1`, [
      endpointId,
    ])
    receiver.secrets = [old]
    await sendTestEvent(manage(), { id: endpointId })
    expect(receiver.forged).toBe(1)
  })

  it('gives signatures that the library of Standard Webhooks takes, and no other body, id or secret', async () => {
    await person('ada')
    await run()
    const [secret] = receiver.secrets as [string]
    const { body, headers } = receiver.received[0] as (typeof receiver.received)[number]
    expect(verifies(secret, headers, body)).toBe(true)
    expect(verifies(secret, headers, body.replace('user.created', 'user.creatad'))).toBe(false)
    expect(verifies(secret, { ...headers, 'webhook-id': newId() }, body)).toBe(false)
    expect(verifies(`whsec_${Buffer.alloc(32).toString('base64')}`, headers, body)).toBe(false)

    const { secret: next } = await rotateWebhookSecret(manage(), { id: endpointId })
    await person('ben')
    await run()
    const both = receiver.received[1] as (typeof receiver.received)[number]
    for (const known of [secret, next]) {
      expect(verifies(known, both.headers, both.body)).toBe(true)
      expect(verifies(known, both.headers, `${both.body} `)).toBe(false)
    }
  })

  it('stands in no answer, row or event after it was shown', async () => {
    const [secret] = receiver.secrets as [string]
    await sendTestEvent(manage(), { id: endpointId })
    const shown = [await listWebhooks(read()), await getWebhook(read(), { id: endpointId }), await log()]
    const stored = [await rowsOf('webhook_endpoints'), await rowsOf('outbox'), await tenant.events()]
    const plain = Buffer.from(secret.slice(6), 'base64')
    for (const text of [...shown, ...stored].map((one) => JSON.stringify(one))) {
      expect(text).not.toContain(secret.slice(6))
      expect(text).not.toContain(JSON.stringify([...plain]).slice(1, -1))
    }
  })
})

describe('a test event', () => {
  it('shows what the receiver really answered, and is recorded', async () => {
    receiver.reply = () => ({ status: 401, body: 'who are you\u0000?' })
    const refused = await sendTestEvent(manage(), { id: endpointId })
    expect(refused).toMatchObject({ accepted: false, status: 401, excerpt: 'who are you?' })
    receiver.reply = () => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } })
    expect(await sendTestEvent(manage(), { id: endpointId })).toMatchObject({ accepted: false, status: 302 })
    expect(receiver.received).toHaveLength(2)
    receiver.reply = () => ({ status: 200 })
    expect(await sendTestEvent(manage(), { id: endpointId })).toMatchObject({ accepted: true, status: 200 })
    expect(
      (await tenant.events('webhook.test')).map(({ outcome, metadata }) => [outcome.result, metadata.status]),
    ).toEqual([
      ['failure', 401],
      ['failure', 302],
      ['success', 200],
    ])
  })
})

describe('who may', () => {
  it('shows an auditor the log without what receivers said, and lets a viewer see nothing', async () => {
    receiver.reply = () => ({ status: 200, body: 'hello ada@acme.test' })
    await person('ada')
    await run()
    const id = (await log())[0]?.id as string
    expect((await getDelivery(read(), { id })).log[0]?.excerpt).toBe('hello ada@acme.test')
    const auditor = await tenant.person({ role: 'auditor' })
    expect((await getDelivery(authorize(auditor, 'webhook:read'), { id })).log[0]?.excerpt).toBeNull()
    await expect(revealDelivery(authorize(auditor, 'webhook:reveal'), { id })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const viewer = await tenant.person({ role: 'viewer' })
    await expect(listWebhooks(authorize(viewer, 'webhook:read'))).rejects.toMatchObject({ code: 'forbidden' })

    const { payload } = await revealDelivery(authorize(owner, 'webhook:reveal'), { id })
    expect(payload).toContain('ada@acme.test')
    expect(await tenant.events('webhook.payload.reveal')).toMatchObject([{ actor: { id: owner.id } }])
  })

  it('tells one tenant nothing of another', async () => {
    const globex = await makeTestTenant()
    await createUser(scim(globex, await globex.directory()), { schemas: [USER], userName: 'eve' })
    await layOutMessages(worker(globex), () => at)
    await run()
    expect(receiver.received).toEqual([])
    const stranger = await globex.person({ role: 'owner' })
    await expect(getWebhook(authorize(stranger, 'webhook:read'), { id: endpointId })).rejects.toMatchObject({
      code: 'not_found',
    })
    await deliverToEndpoint(worker(globex), { endpointId, clock: () => at })
    expect(receiver.received).toEqual([])
  })
})

describe('where nothing is sent', () => {
  const outsideTheDemo = async <T>(act: () => Promise<T>): Promise<T> => {
    env().GATEHOUSE_DEMO = '0'
    return act().finally(() => {
      env().GATEHOUSE_DEMO = '1'
    })
  }

  it.each([
    'https://10.0.0.5/hook',
    'https://[::1]/hook',
    'https://169.254.169.254/',
    'http://hooks.example/',
    'https://me:secret@hooks.example/',
  ])('refuses the address %s and takes one from outside', async (url) => {
    await outsideTheDemo(async () => {
      await expect(endpoint(['user.created'], url)).rejects.toMatchObject({ code: 'invalid_input', path: '/url' })
      await endpoint(['user.created'], 'https://hooks.example/in')
    })
    expect((await listWebhooks(read())).items.map((one) => one.url)).toEqual([receiver.url, 'https://hooks.example/in'])
  })

  it('makes no connection where a name leads inside, whenever it began to', async () => {
    const inside = receiver.url.replace('http:', 'https:')
    await storedRows('UPDATE webhook_endpoints SET url = $2 WHERE id = $1', [endpointId, inside])
    await person('ada')
    await outsideTheDemo(async () => {
      expect(await sendTestEvent(manage(), { id: endpointId })).toMatchObject({
        failure: 'own_network',
        accepted: false,
      })
      await run()
    })
    expect(receiver.received).toEqual([])
    const [delivery] = (await log()).filter(({ type }) => type === 'user.created')
    expect(delivery).toMatchObject({ state: 'pending', attempts: 1, last: { status: null, failure: 'own_network' } })
  })
})
