import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { makeTestTenant, storedRows, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { notifyOwners, type OwnerNotice } from './notify-owners.ts'
import { sendOwnerNotice } from './send-owner-notice.ts'

const received: { to: string[]; mail: ParsedMail }[] = []
let refuses = false
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo(address, _session, done) {
    done(refuses ? Object.assign(new Error(`no mailbox ${address.address}`), { responseCode: 550 }) : null)
  },
  onData(stream, session, done) {
    simpleParser(stream).then((mail) => {
      received.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail })
      done()
    }, done)
  },
})

let tenant: TestTenant
let owner: TestPerson

beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  const address = smtp.server.address()
  // Before anything reads the configuration.
  if (typeof address === 'object') process.env.SMTP_URL = `smtp://127.0.0.1:${address?.port}`
  tenant = await makeTestTenant()
  owner = await tenant.person({ name: 'Ada Okafor', role: 'owner' })
  await tenant.person({ name: 'Left Owner', role: 'owner', active: false })
  await tenant.person({ name: 'Some Admin', role: 'admin' })
})
beforeEach(() => {
  received.length = 0
  refuses = false
})
afterAll(() => new Promise<void>((resolve) => smtp.close(() => resolve())))

/** What an operation does inside its own transaction. */
async function operation(
  of: TestTenant,
  by: TestPerson,
): Promise<{ id: string; payload: OwnerNotice; createdAt: Date }> {
  await withTenant(authorize(by, 'api-key:manage'), async (tx) => {
    await notifyOwners(tx, { notice: 'api-key.create', target: { id: of.id, name: 'Nightly export' } })
    await append(tx, {
      action: 'api_key.create',
      targets: [{ type: 'api_key', id: of.id, name: 'Nightly export' }],
      metadata: { name: 'Nightly export', permissions: [] },
    })
  })
  const rows = await storedRows<{ id: string; payload: OwnerNotice; createdAt: Date }>(
    'SELECT id, payload, created_at AS "createdAt" FROM outbox WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1',
    [of.id],
  )
  return rows[0] as { id: string; payload: OwnerNotice; createdAt: Date }
}
const send = (of: TestTenant, row: { id: string; payload: OwnerNotice; createdAt: Date }) =>
  sendOwnerNotice(systemScope(of.id, 'notify', 'notification:send'), {
    id: row.id,
    notice: row.payload,
    occurredAt: row.createdAt,
  })

it('writes to the active Owners and to nobody else, and records that it did', async () => {
  const row = await operation(tenant, owner)
  await send(tenant, row)
  expect(received).toHaveLength(1)
  const { to, mail } = received[0] as (typeof received)[number]
  expect(to).toEqual([owner.email])
  expect(mail.subject).toMatch(/^An API key was created in Tenant /)
  expect(mail.text).toContain(`Ada Okafor (${owner.email})`)
  expect(mail.text).toContain(`/t/${tenant.slug}/keys`)
  expect(mail.html).toContain('Nightly export')
  expect(mail.attachments).toEqual([])
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
  expect((await tenant.events('notification.send')).at(-1)).toMatchObject({
    actor: { type: 'system', id: 'notify' },
    outcome: { result: 'success' },
    targets: [{ type: 'api_key', id: tenant.id }],
    metadata: { template: 'api-key.create', recipients: 1 },
  })
})

it('tells Owners and Admins at once that emergency access was used, and by whom', async () => {
  const scope = systemScope(tenant.id, 'sign-in', 'sign-in:perform')
  await withTenant(scope, async (tx) => {
    tx.housekeeping('a check found what was known')
    const target = { id: tenant.id, name: 'Emergency access' }
    await notifyOwners(tx, { notice: 'break-glass.enter', target, actor: { type: 'user', id: owner.id } })
  })
  const [row] = await storedRows<{ id: string; payload: OwnerNotice; createdAt: Date }>(
    'SELECT id, payload, created_at AS "createdAt" FROM outbox WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1',
    [tenant.id],
  )
  await send(tenant, row as { id: string; payload: OwnerNotice; createdAt: Date })
  expect(received[0]?.to).toHaveLength(2)
  expect(received[0]?.mail.subject).toMatch(/^Emergency access was used in Tenant /)
  expect(received[0]?.mail.text).toContain('Ada Okafor')
  expect(received[0]?.mail.text).toContain(`/t/${tenant.slug}/emergency`)
})

it('lets no name or address wait in the outbox', async () => {
  const { payload } = await operation(tenant, owner)
  expect(payload).toEqual({
    notice: 'api-key.create',
    actor: { type: 'user', id: owner.id },
    target: { id: tenant.id, name: 'Nightly export' },
  })
})

it('sends a repetition under the same Message-ID', async () => {
  const row = await operation(tenant, owner)
  await send(tenant, row)
  await send(tenant, row)
  expect(received.map(({ mail }) => mail.messageId)).toEqual([`<${row.id}@127.0.0.1>`, `<${row.id}@127.0.0.1>`])
})

it('fails without quoting an address when the mail server refuses, and records nothing', async () => {
  const before = (await tenant.events('notification.send')).length
  const row = await operation(tenant, owner)
  refuses = true
  const failure = await send(tenant, row).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'unavailable', detail: 'smtp EENVELOPE 550' })
  expect(JSON.stringify(failure)).not.toContain('@')
  expect(String((failure as Error).stack)).not.toContain(owner.email as string)
  expect((await tenant.events('notification.send')).length).toBe(before)
})

it('records a failure where there is no Owner to write to', async () => {
  const lonely = await makeTestTenant()
  const row = await operation(lonely, await lonely.person({ role: 'admin' }))
  await send(lonely, row)
  expect(received).toEqual([])
  expect((await lonely.events('notification.send')).at(-1)).toMatchObject({
    outcome: { result: 'failure', reason: 'no_recipients' },
    metadata: { recipients: 0 },
  })
})

it('tells nobody what the demo seed does', async () => {
  const count = () => storedRows('SELECT id FROM outbox WHERE tenant_id = $1', [tenant.id]).then((rows) => rows.length)
  const before = await count()
  await withTenant(systemScope(tenant.id, 'seed', 'directory:manage'), async (tx) => {
    tx.housekeeping('rows that the demo seed or a test lays down')
    await notifyOwners(tx, { notice: 'scim-token.create', target: { id: tenant.id, name: 'x' } })
  })
  expect(await count()).toBe(before)
})
