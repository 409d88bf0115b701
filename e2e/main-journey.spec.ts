import pg from 'pg'
import { expect, signInAs, test } from './journey-test.ts'

const SCIM = 'application/scim+json'
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

test.describe.configure({ mode: 'serial' })

test('from a SAML sign-in over a SCIM push to an audit trail that proves itself', async ({
  page,
  browser,
  request,
}) => {
  test.setTimeout(120_000)
  await signInAs(page, 'acme', 'Ada Okafor')

  // A directory of its own, its token, and a group that gives a role before the provider has pushed it.
  await page.getByRole('link', { name: 'Directories' }).click()
  await page.getByRole('button', { name: 'Add directory' }).first().click()
  const add = page.getByRole('dialog', { name: 'Add directory' })
  await add.getByLabel('Identity provider').selectOption({ label: 'Okta' })
  await add.getByLabel('Name').fill('Okta, contractors')
  await add.getByRole('button', { name: 'Add directory' }).click()
  await expect(page.getByRole('heading', { name: 'Okta, contractors' })).toBeVisible()
  await page.getByRole('button', { name: 'Create token' }).click()
  const create = page.getByRole('dialog', { name: 'Create token' })
  await create.getByLabel('Name').fill('Okta production')
  await create.getByRole('button', { name: 'Create token' }).click()
  const token = await page.getByTestId('secret').innerText()
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('button', { name: 'Map a role' }).click()
  const map = page.getByRole('dialog', { name: /Map/ })
  await map.getByLabel('Group name').fill('Contract auditors')
  await map.getByLabel('Role').selectOption({ label: 'Auditor' })
  await map.getByRole('button', { name: 'Map role' }).click()
  await expect(page.getByText('Not pushed yet')).toBeVisible()

  // What Okta sends: look, create, look, create the group with its member.
  const scim = async (method: string, path: string, data?: unknown) => {
    const response = await request.fetch(`/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': SCIM, accept: SCIM },
      ...(data === undefined ? {} : { data: JSON.stringify(data) }),
    })
    const text = await response.text()
    return { status: response.status(), body: text ? JSON.parse(text) : null }
  }
  const filter = encodeURIComponent('userName eq "nina.larsson@contract.example"')
  expect((await scim('GET', `/Users?filter=${filter}&startIndex=1&count=100`)).body).toMatchObject({ totalResults: 0 })
  const nina = await scim('POST', '/Users', {
    schemas: [USER],
    userName: 'nina.larsson@contract.example',
    name: { givenName: 'Nina', familyName: 'Larsson' },
    emails: [{ primary: true, value: 'nina.larsson@contract.example', type: 'work' }],
    displayName: 'Nina Larsson',
    password: 'never stored',
    groups: [],
    active: true,
  })
  expect(nina.status).toBe(201)
  expect(JSON.stringify(nina.body)).not.toContain('never stored')
  expect(
    (await scim('POST', '/Users', { schemas: [USER], userName: 'NINA.larsson@contract.example' })).body,
  ).toMatchObject({
    status: '409',
    scimType: 'uniqueness',
  })
  const group = await scim('POST', '/Groups', {
    schemas: [GROUP],
    displayName: 'Contract auditors',
    members: [{ value: nina.body.id, display: 'Nina Larsson' }],
  })
  expect(group.status).toBe(201)

  await page.getByRole('link', { name: 'Members' }).click()
  await page.getByRole('searchbox').fill('nina')
  const row = page.getByRole('row', { name: /Nina Larsson/ })
  await expect(row).toContainText('Auditor')

  // Someone with an open session is disabled by the provider that owns them.
  const context = await browser.newContext()
  const leaver = await context.newPage()
  await signInAs(leaver, 'acme', 'Tomás Ferreira')
  await page.getByRole('link', { name: 'Directories' }).click()
  await page.getByRole('row', { name: /Okta/ }).filter({ hasNotText: 'contractors' }).getByRole('link').first().click()
  await page.getByRole('button', { name: 'Create token' }).click()
  await create.getByLabel('Name').fill('Okta rotation')
  await create.getByRole('button', { name: 'Create token' }).click()
  const owning = await page.getByTestId('secret').innerText()
  await page.getByRole('button', { name: 'I have stored it' }).click()
  const asOkta = { authorization: `Bearer ${owning}`, 'content-type': SCIM }
  const found = await request.get(
    `/scim/v2/Users?filter=${encodeURIComponent('userName eq "tomas.ferreira@acme.example"')}`,
    {
      headers: asOkta,
    },
  )
  const tomas = (await found.json()).Resources[0].id
  // The other directory's token is told that there is no such person.
  expect(
    (
      await scim('PATCH', `/Users/${tomas}`, {
        schemas: [PATCH],
        Operations: [{ op: 'replace', value: { active: false } }],
      })
    ).status,
  ).toBe(404)
  await leaver.reload()
  await expect(leaver).toHaveURL(/\/t\/acme\//)
  const disabled = await request.patch(`/scim/v2/Users/${tomas}`, {
    headers: asOkta,
    data: JSON.stringify({ schemas: [PATCH], Operations: [{ op: 'replace', value: { active: false } }] }),
  })
  expect(disabled.status()).toBe(200)
  await leaver.reload()
  await expect(leaver).toHaveURL(/\/sign-in\/acme/)
  await context.close()

  // Every step is in the log.
  const steps = [
    'session.create',
    'directory.create',
    'directory.token.create',
    'group.role.map',
    'user.create',
    'user.scim.reject',
    'group.create',
    'user.disable',
  ]
  for (const action of steps) {
    await page.goto(`/t/acme/audit?action=${action}`)
    await expect(page.getByRole('row').nth(1), action).toBeVisible()
  }

  await page.goto('/t/acme/audit')
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('status').filter({ hasText: /events checked, up to number/ })).toBeVisible()
  await expect(page.getByText('did not verify')).toHaveCount(0)
})

test('an event that a superuser edits with triggers off is found and named', async ({ page }) => {
  await signInAs(page, 'acme', 'Grace Nakamura')
  const superuser = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await superuser.connect()
  try {
    await superuser.query('BEGIN')
    await superuser.query('SET LOCAL session_replication_role = replica')
    const { rows } = await superuser.query<{ seq: string }>(
      `UPDATE audit_events SET canonical = replace(canonical, '"result":"success"', '"result":"failure"')
       WHERE (tenant_id, seq) IN (SELECT tenant_id, seq FROM audit_events WHERE action = 'user.disable' AND tenant_id =
         (SELECT id FROM tenants WHERE slug = 'acme') ORDER BY seq DESC LIMIT 1) RETURNING seq`,
    )
    await superuser.query('COMMIT')
    const seq = Number(rows[0]?.seq)
    await page.goto('/t/acme/audit')
    await page.getByRole('button', { name: 'Verify' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'did not verify' })
    await expect(alert).toContainText(`Event ${seq.toLocaleString('en-GB')}`)
    await expect(alert).toContainText('leaf_hash')
  } finally {
    await superuser.end()
  }
})
