import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The command as somebody at a shell runs it. */
async function gatehouse(...args: string[]) {
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'src/cli/gatehouse.ts'), ...args],
      { env: { ...process.env, NODE_OPTIONS: '--no-warnings' } },
    )
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

const invitationsOf = (slug: string) =>
  storedRows<{ email: string; name: string; role: string; topic: string | null; actor: string }>(
    `SELECT i.email, i.name, r.key AS role, i.access_ends_at AS "endsAt", o.topic, e.actor_id AS actor FROM tenants t
     JOIN invitations i ON i.tenant_id = t.id JOIN roles r ON r.tenant_id = i.tenant_id AND r.id = i.role_id
     LEFT JOIN outbox o ON o.tenant_id = i.tenant_id AND o.payload ->> 'invitationId' = i.id::text
     LEFT JOIN audit_events e ON e.tenant_id = i.tenant_id AND e.action = 'invitation.create' AND e.target_id = i.id::text
     WHERE t.slug = $1 ORDER BY i.created_at`,
    [slug],
  )

describe('gatehouse invite', () => {
  let acme: TestTenant
  beforeAll(async () => {
    acme = await makeTestTenant()
  })

  it('invites the first Owner of a tenant by mail and says until when the link works', async () => {
    const { code, stdout, stderr } = await gatehouse('invite', acme.slug, 'ada@acme.test', 'Ada', 'Okafor')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^ada@acme\.test is invited to Tenant \d+ as Owner\. .* it works once, until \d{4}-.*\.\n$/)
    expect(await invitationsOf(acme.slug)).toEqual([
      {
        email: 'ada@acme.test',
        name: 'Ada Okafor',
        role: 'owner',
        endsAt: null,
        topic: 'send-invitation',
        actor: 'provision-tenant',
      },
    ])
  })

  it('invites nobody twice, and says why', async () => {
    const before = await invitationsOf(acme.slug)
    const { code, stderr } = await gatehouse('invite', acme.slug, 'ADA@acme.test')
    expect({ code, said: stderr.startsWith('Somebody with this address is here or invited already.') }).toEqual({
      code: 1,
      said: true,
    })
    expect(await invitationsOf(acme.slug)).toEqual(before)
  })

  it.each([
    [['nowhere', 'ada@acme.test'], 'There is no tenant with the short name "nowhere".\n'],
    [['acme'], 'Name a tenant and an e-mail address: gatehouse invite'],
    [['acme', 'no address'], 'Name a tenant and an e-mail address: gatehouse invite'],
    [[], 'Name a tenant and an e-mail address: gatehouse invite'],
  ])('says what is wrong with %j', async (args, said) => {
    const { code, stdout, stderr } = await gatehouse('invite', ...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(said)
  })
})

describe('gatehouse invite-operator', () => {
  it.each([[['no address']], [[]]])('makes nothing where it is called with %j', async (args) => {
    const { code, stderr } = await gatehouse('invite-operator', ...args)
    expect(code).toBe(1)
    expect(stderr).toContain('Name an e-mail address: gatehouse invite-operator')
    expect(await storedRows(`SELECT 1 FROM tenants WHERE kind = 'house'`)).toEqual([])
  })

  it('makes the house the first time and invites its Owner; the second time it invites into the same', async () => {
    const first = await gatehouse('invite-operator', 'otto@vendor.test', 'Otto', 'Lindgren')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/^otto@vendor\.test is invited to Operators as Owner\./)
    expect(await gatehouse('invite-operator', 'mei@vendor.test')).toMatchObject({ code: 0, stderr: '' })
    expect(await invitationsOf('operator')).toMatchObject([
      { email: 'otto@vendor.test', name: 'Otto Lindgren', topic: 'send-invitation' },
      { email: 'mei@vendor.test', name: 'mei@vendor.test', topic: 'send-invitation' },
    ])
    expect(await storedRows(`SELECT slug FROM tenants WHERE kind = 'house'`)).toEqual([{ slug: 'operator' }])
  })

  it('invites nobody twice', async () => {
    const { code, stderr } = await gatehouse('invite-operator', 'otto@vendor.test')
    expect(code).toBe(1)
    expect(stderr).toContain('Somebody with this address is here or invited already.')
  })
})
