import type { Page } from '@playwright/test'
import { asSuperuser, forgetPolicy } from './as-superuser.ts'
import { attachSecurityKey } from './attach-security-key.ts'
import { expect, signInAs, test } from './journey-test.ts'

test.describe.configure({ mode: 'serial' })
test.beforeEach(() => {
  test.info().annotations.push({ type: 'expects-error', description: '403' })
  test.info().annotations.push({ type: 'expects-error', description: '401' })
})
test.afterAll(async () => {
  await forgetPolicy('acme')
  await forgetPolicy('globex')
})

/** The status of a read that the person's role allows, asked from the page as the page would ask. */
const statusOfRead = (page: Page) => page.evaluate(async () => (await fetch('/api/trpc/domains.list')).status)

const confirmation = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' })

async function savePolicy(page: Page, change: () => Promise<unknown>): Promise<void> {
  await page.goto('/t/acme/sign-in-policy')
  await change()
  await page.getByRole('button', { name: 'Save policy' }).click()
  await expect(page.getByText('The policy is saved.')).toBeVisible()
}

test('where the policy asks for a passkey, the provider alone opens nothing', async ({ page, browser }) => {
  await asSuperuser(
    `INSERT INTO sign_in_policies (tenant_id, idle_minutes, absolute_minutes, step_up_minutes, second_factor, methods, ip_allow_list)
     SELECT id, 480, 720, 480, 'passkey', '{saml,oidc,passkey}', '{}' FROM tenants WHERE slug = 'globex'`,
  )
  await signInAs(page, 'globex', 'Priya Raman')
  await attachSecurityKey(page)
  await expect(confirmation(page)).toBeVisible()
  expect(await statusOfRead(page)).toBe(403)
  // A page asked for directly shows nothing either.
  await page.goto('/t/globex/sso/domains')
  await expect(confirmation(page)).toBeVisible()
  expect(await statusOfRead(page)).toBe(403)

  await confirmation(page).getByRole('link', { name: 'Add a passkey' }).click()
  // Opened anew, the page that offers it is not covered by what asks for it.
  await page.reload()
  await expect(page.getByText('Your organisation asks for a passkey at every sign-in. Add one to go on.')).toBeVisible()
  await page.getByRole('button', { name: 'Add passkey' }).first().click()
  const add = page.getByRole('dialog', { name: 'Add passkey' })
  await add.getByLabel('Name').fill('Blue key')
  await add.getByRole('button', { name: 'Add passkey' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Blue key' })).toBeVisible()
  await page.goto('/t/globex/sso/domains')
  await expect(page.getByText('A domain leads to one organisation at a time.')).toBeVisible()
  expect(await statusOfRead(page)).toBe(200)

  // Somebody else who gets past the provider has not got the key.
  const elsewhere = await browser.newContext()
  const impostor = await elsewhere.newPage()
  await signInAs(impostor, 'globex', 'Priya Raman')
  await expect(confirmation(impostor).getByRole('button', { name: 'Use your passkey' })).toBeVisible()
  await expect(confirmation(impostor).getByRole('link', { name: 'Add a passkey' })).toHaveCount(0)
  expect(await statusOfRead(impostor)).toBe(403)
  await elsewhere.close()

  // At the next sign-in the key is there, and asked for once.
  await page.context().clearCookies()
  await signInAs(page, 'globex', 'Priya Raman')
  await confirmation(page).getByRole('button', { name: 'Use your passkey' }).click()
  await expect(confirmation(page)).toHaveCount(0)
  expect(await statusOfRead(page)).toBe(200)
  await forgetPolicy('globex')
})

test('a session older than the policy is confirmed at the provider, and goes on where it was', async ({
  page,
  context,
}) => {
  await signInAs(page, 'acme', 'Ada Okafor')
  await savePolicy(page, () => page.getByLabel('Confirm an open session after').selectOption({ label: '30 minutes' }))
  await page.goto('/t/acme/members?q=leila')
  await expect(page.getByRole('row', { name: /Leila Haddad/ })).toBeVisible()
  expect(await statusOfRead(page)).toBe(200)
  await asSuperuser(`UPDATE sessions SET authenticated_at = now() - interval '31 minutes' WHERE revoked_at IS NULL`)
  await page.reload()
  await expect(confirmation(page)).toBeVisible()
  await expect(page.getByRole('row', { name: /Leila Haddad/ })).toHaveCount(0)
  expect(await statusOfRead(page)).toBe(403)
  // Whoever closes the question is asked again when they want to go on.
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Confirm' }).click()
  const opened = context.waitForEvent('page')
  await confirmation(page)
    .getByRole('button', { name: /Sign in again with/ })
    .click()
  await (await opened).getByRole('button', { name: 'Ada Okafor' }).first().click()
  await expect(page.getByRole('row', { name: /Leila Haddad/ })).toBeVisible()
  await expect(page).toHaveURL(/\/t\/acme\/members\?q=leila$/)
  expect(await statusOfRead(page)).toBe(200)
  await forgetPolicy('acme')
})

test('a shorter idle lifetime ends a session that is open already', async ({ page, browser }) => {
  const elsewhere = await browser.newContext()
  const idle = await elsewhere.newPage()
  await signInAs(idle, 'acme', 'Marcus Lindqvist')
  // An open page asks for news now and then; a person who is away has none open.
  await idle.goto('about:blank')
  await asSuperuser(
    `UPDATE sessions SET last_seen_at = now() - interval '20 minutes' WHERE revoked_at IS NULL
     AND user_id = (SELECT id FROM users WHERE user_name = 'marcus.lindqvist@acme.example')`,
  )
  await signInAs(page, 'acme', 'Ada Okafor')
  await savePolicy(page, () => page.getByLabel('Ends without a request after').selectOption({ label: '15 minutes' }))
  await idle.goto('/t/acme/members')
  await expect(idle).toHaveURL(/\/sign-in\/acme/)
  // Whose session was used a moment ago is not touched.
  await page.getByRole('link', { name: 'Members' }).click()
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  await elsewhere.close()
  await forgetPolicy('acme')
})

test('a list of addresses holds for sessions that are open, and for the next sign-in', async ({ page, browser }) => {
  const elsewhere = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.9' } })
  const outside = await elsewhere.newPage()
  await signInAs(outside, 'acme', 'Marcus Lindqvist')
  await signInAs(page, 'acme', 'Ada Okafor')
  await savePolicy(page, () => page.getByLabel('Addresses and ranges').fill('127.0.0.1\n::1'))
  await outside.getByRole('link', { name: 'Members' }).click()
  await expect(outside).toHaveURL(/\/sign-in\/acme/)
  await outside.goto('/sign-in/acme')
  await outside.getByRole('link', { name: /^Continue with/ }).click()
  await outside.getByRole('button', { name: 'Marcus Lindqvist' }).first().click()
  await expect(outside).toHaveURL(/\/sign-in\/error\?trace=/)
  await page.getByRole('link', { name: 'Members' }).click()
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible()
  // The list has kept the session out and not ended it.
  await forgetPolicy('acme')
  await outside.goto('/t/acme/members')
  await expect(outside.getByRole('heading', { name: 'Members' })).toBeVisible()
  await elsewhere.close()
})

test('an admin ends every session of the organisation, and another browser is out at its next click', async ({
  page,
  browser,
}) => {
  const contexts = [await browser.newContext(), await browser.newContext()] as const
  const [colleague, globex] = [await contexts[0].newPage(), await contexts[1].newPage()]
  await signInAs(colleague, 'acme', 'Marcus Lindqvist')
  await signInAs(globex, 'globex', 'Jonas Weber')
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.goto('/t/acme/sessions?of=everyone')
  await page.getByRole('button', { name: 'End everyone’s' }).click()
  const end = page.getByRole('dialog', { name: 'End every session' })
  const name = (await end.getByText(/^Type “/).innerText()).replace(/^Type “(.*)” to go on$/, '$1')
  await end.getByRole('textbox').fill(name)
  await end.getByRole('button', { name: 'End every session' }).click()
  await expect(page).toHaveURL(/\/sign-in\/acme\?ended=1$/)
  await colleague.getByRole('link', { name: 'Members' }).click()
  await expect(colleague).toHaveURL(/\/sign-in\/acme/)
  await globex.reload()
  await expect(globex).toHaveURL(/\/t\/globex\/overview$/)
  for (const context of contexts) await context.close()
})
