import { asSuperuser } from './as-superuser.ts'
import { attachSecurityKey } from './attach-security-key.ts'
import { expect, signInAs, test } from './journey-test.ts'

test.describe.configure({ mode: 'serial' })

test('a passkey is set up, answers a step-up in place, and lets an Owner in when the provider is down', async ({
  page,
}) => {
  test.setTimeout(120_000)
  test.info().annotations.push({ type: 'expects-error', description: '403' })
  await signInAs(page, 'acme', 'Ada Okafor')
  await attachSecurityKey(page)

  await page.goto('/t/acme/security')
  await page.getByRole('button', { name: 'Add passkey' }).first().click()
  const add = page.getByRole('dialog', { name: 'Add passkey' })
  await add.getByLabel('Name').fill('Yellow key')
  await add.getByRole('button', { name: 'Add passkey' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Yellow key' })).toContainText('Bound to one device')

  // The sign-in grows old: the next sensitive action waits for the key and then goes on by itself.
  await asSuperuser(`UPDATE sessions SET authenticated_at = now() - interval '9 hours' WHERE revoked_at IS NULL`)
  await page.goto('/t/acme/keys?create=1')
  const create = page.getByRole('dialog', { name: 'Create API key' })
  await create.getByLabel('Name').fill('After step-up')
  await create.getByRole('checkbox').first().check()
  await create.getByRole('button', { name: 'Create key' }).click()
  const confirm = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await confirm.getByRole('button', { name: 'Use your passkey' }).click()
  await expect(page.getByTestId('secret')).toContainText('ghk_')
  await page.getByRole('button', { name: 'I have stored it' }).click()

  // Signed out, with the provider down, and back in with the key alone.
  await page.context().clearCookies()
  await page.goto('/sign-in/acme')
  await page.getByRole('link', { name: 'Provider is down' }).click()
  await page.getByLabel('Reason').fill('The identity provider has been down since nine')
  await page.getByRole('button', { name: 'Come in with a security key' }).click()
  await expect(page).toHaveURL(/\/t\/acme\/overview$/)
  await expect(page.getByText(/used emergency access/)).toBeVisible()
  await page.getByRole('link', { name: 'Review' }).click()
  await expect(page.getByText('Yours: somebody else signs it off.')).toBeVisible()
})

test('somebody else signs the emergency access off, and confirms at the provider for want of a passkey', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000)
  test.info().annotations.push({ type: 'expects-error', description: '403' })
  await signInAs(page, 'acme', 'Marcus Lindqvist')
  await expect(page.getByText(/used emergency access/)).toBeVisible()
  await asSuperuser(`UPDATE sessions SET authenticated_at = now() - interval '9 hours' WHERE revoked_at IS NULL`)
  await page.goto('/t/acme/emergency')
  await page.getByRole('button', { name: 'Sign off' }).first().click()
  const signOff = page.getByRole('dialog', { name: 'Sign off emergency access' })
  await signOff.getByLabel('What you found').fill('Asked Ada; the provider was down.')
  await signOff.getByRole('button', { name: 'Sign off' }).click()
  const confirm = page.getByRole('dialog', { name: 'Confirm that it is you' })
  const opened = context.waitForEvent('page')
  await confirm.getByRole('button', { name: /Sign in again with/ }).click()
  const provider = await opened
  await provider.getByRole('button', { name: 'Marcus Lindqvist' }).first().click()
  await expect(page.getByText('All signed off')).toBeVisible()
  await expect(page.getByText(/used emergency access/)).toHaveCount(0)
})

test('an auditor from outside comes in by a link and a passkey, and is listed as an exception', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000)
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.goto('/t/acme/exceptions?invite=1')
  const invite = page.getByRole('dialog', { name: 'Invite person' })
  await invite.getByLabel('Name').fill('Ines Moreau')
  await invite.getByLabel('E-mail address').fill('ines.moreau@audit.example')
  await invite.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('row', { name: /Ines Moreau/ })).toContainText('Invited')

  const inbox = `http://127.0.0.1:${process.env.DEMO_MAIL_PORT}`
  let link = ''
  await expect(async () => {
    const mails = await (await fetch(`${inbox}/messages.json`)).text()
    link = /https?:\/\/[^\s"'<]+\/sign-in\/acme\/invitation#[A-Za-z0-9_-]{43}/.exec(mails)?.[0] ?? ''
    expect(link).not.toBe('')
  }).toPass({ timeout: 20_000 })

  const context = await browser.newContext()
  const auditor = await context.newPage()
  await attachSecurityKey(auditor)
  await auditor.goto(link)
  await auditor.getByRole('button', { name: 'Set up passkey and sign in' }).click()
  await expect(auditor).toHaveURL(/\/t\/acme\/overview$/)
  await context.clearCookies()
  await auditor.goto('/sign-in/acme')
  await auditor.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(auditor).toHaveURL(/\/t\/acme\/overview$/)
  await page.reload()
  await expect(page.getByRole('row', { name: /Ines Moreau/ })).toContainText('May come in')
  await context.close()
})
