import type { BrowserContext, Page } from '@playwright/test'
import { asSuperuser } from './as-superuser.ts'
import { expect, signInAs, test } from './journey-test.ts'

/** Presses the button that leads to the provider; the window that opens, and what it asks the provider for. */
async function leaveToConfirm(
  page: Page,
  context: BrowserContext,
): Promise<{ provider: Page; asked: URLSearchParams }> {
  const confirm = page.getByRole('dialog', { name: 'Confirm that it is you' })
  const [provider, departure] = await Promise.all([
    context.waitForEvent('page'),
    context.waitForEvent('request', (request) => new URL(request.url()).searchParams.has('code_challenge')),
    confirm.getByRole('button', { name: /Sign in again with/ }).click(),
  ])
  return { provider, asked: new URL(departure.url()).searchParams }
}

test('a sensitive action is confirmed at an OpenID provider by a fresh sign-in of the same person', async ({
  page,
  context,
}) => {
  test.info().annotations.push({ type: 'expects-error', description: '403' })
  await signInAs(page, 'globex', 'Priya Raman')
  await asSuperuser(`UPDATE sessions SET authenticated_at = now() - interval '9 hours' WHERE revoked_at IS NULL`)
  await page.goto('/t/globex/keys?create=1')
  const create = page.getByRole('dialog', { name: 'Create API key' })
  await create.getByLabel('Name').fill('After OpenID')
  await create.getByRole('checkbox').first().check()
  await create.getByRole('button', { name: 'Create key' }).click()

  // Somebody else at the same provider does not count, and nothing is made.
  const wrong = await leaveToConfirm(page, context)
  expect([wrong.asked.get('prompt'), wrong.asked.get('max_age')]).toEqual(['login', '0'])
  await wrong.provider.getByRole('button', { name: 'Jonas Weber' }).first().click()
  await expect(wrong.provider).toHaveURL(/\/sign-in\/error\?trace=/)
  await expect(page.getByTestId('secret')).toHaveCount(0)
  await wrong.provider.close()

  await page.reload()
  await create.getByLabel('Name').fill('After OpenID')
  await create.getByRole('checkbox').first().check()
  await create.getByRole('button', { name: 'Create key' }).click()
  const right = await leaveToConfirm(page, context)
  expect([right.asked.get('prompt'), right.asked.get('max_age')]).toEqual(['login', '0'])
  await right.provider.getByRole('button', { name: 'Priya Raman' }).first().click()
  await expect(page.getByTestId('secret')).toContainText('ghk_')
})
