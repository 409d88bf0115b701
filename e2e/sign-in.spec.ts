import { expect, signInAs, test } from './journey-test.ts'

test('an admin of Acme signs in by SAML', async ({ page }) => {
  await signInAs(page, 'acme', 'Ada Okafor')
  await expect(page.getByText('Ada Okafor').first()).toBeVisible()
})

test('a member of Globex signs in by OpenID Connect, and Acme is not there for them', async ({ page }) => {
  test.info().annotations.push({ type: 'expects-error', description: '404' })
  await signInAs(page, 'globex', 'Jonas Weber')
  await expect(page.getByText('Jonas Weber').first()).toBeVisible()
  const foreign = await page.goto('/t/acme/overview')
  const missing = await page.goto('/t/no-such-tenant/overview')
  expect([foreign?.status(), missing?.status()]).toEqual([404, 404])
})
