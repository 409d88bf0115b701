import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { makeTestTenant, storedRows, systemScope, type TestTenant } from '#testing/test-tenant.ts'
import { hashOfToken } from '../opaque-token.ts'
import { createInvitation } from './create-invitation.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import { sendInvitation } from './send-invitation.ts'

const received: { to: string[]; mail: ParsedMail }[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    simpleParser(stream).then((mail) => {
      received.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail })
      done()
    }, done)
  },
})
let tenant: TestTenant

beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  const address = smtp.server.address()
  // Before anything reads the configuration.
  if (typeof address === 'object') process.env.SMTP_URL = `smtp://127.0.0.1:${address?.port}`
  tenant = await makeTestTenant()
})
afterAll(() => new Promise<void>((resolve) => smtp.close(() => resolve())))

const send = (invitationId: string) =>
  sendInvitation(systemScope(tenant.id, 'notify', 'notification:send'), { id: newId(), invitationId })
const linkIn = (mail: ParsedMail) =>
  new RegExp(`/sign-in/${tenant.slug}/invitation#([A-Za-z0-9_-]{43})`).exec(mail.text ?? '')?.[1]
const storedHash = async (id: string) =>
  (await storedRows<{ hash: Buffer }>('SELECT token_hash AS hash FROM invitations WHERE id = $1', [id]))[0]?.hash

it('mails a link whose hash is all that is kept; a repetition makes the last link the one that works', async () => {
  const owner = await tenant.person({ role: 'owner' })
  const scope = authorize(owner, 'invitation:manage')
  const input = { email: 'ines@audit.test', name: 'Ines <b>', roleKey: 'auditor', accessDays: 30 }
  const { id } = await createInvitation(scope, input)
  await send(id)
  await send(id)
  const links = received.map(({ mail }) => linkIn(mail) as string)
  expect(received.map(({ to }) => to)).toEqual([['ines@audit.test'], ['ines@audit.test']])
  expect(links[0]).not.toBe(links[1])
  expect(await storedHash(id)).toEqual(hashOfToken(links[1] as string))
  expect(received[0]?.mail.html).toContain('Ines &lt;b&gt;')
  expect(received[0]?.mail.html).not.toMatch(/<(img|script|link|iframe)\b/i)
  expect((await tenant.events('notification.send')).at(-1)).toMatchObject({
    actor: { type: 'system', id: 'notify' },
    metadata: { template: 'invitation', recipients: 1 },
  })
  const everything = JSON.stringify([
    await storedRows('SELECT * FROM outbox WHERE tenant_id = $1', [tenant.id]),
    await storedRows('SELECT * FROM audit_events WHERE tenant_id = $1', [tenant.id]),
    await storedRows('SELECT * FROM invitations WHERE tenant_id = $1', [tenant.id]),
  ])
  for (const link of links) expect(everything).not.toContain(link)
})

it('mails nothing for an invitation that was ended in the meantime', async () => {
  const owner = await tenant.person({ role: 'owner' })
  const scope = authorize(owner, 'invitation:manage')
  const input = { email: 'late@audit.test', name: 'Late', roleKey: 'viewer', accessDays: 7 }
  const { id } = await createInvitation(scope, input)
  await revokeInvitation(scope, { id })
  const before = received.length
  await send(id)
  expect(received).toHaveLength(before)
})
