import { asSuperuser } from './as-superuser.ts'
import { publishRecord } from './dns-zone.ts'
import { expect, signInAs, test } from './journey-test.ts'

const DOMAIN = 'journey.example'
// While a domain is verified, addresses of no verified domain are refused: the other journeys sign in after this one.
test.afterAll(() => asSuperuser('DELETE FROM verified_domains WHERE domain = $1', [DOMAIN]))

test('a domain is verified by its record in DNS, and its addresses then lead to the organisation', async ({
  page,
  browser,
}) => {
  const context = await browser.newContext()
  const visitor = await context.newPage()
  const enter = async () => {
    await visitor.goto('/sign-in')
    await visitor.getByLabel('Work e-mail').fill(`nobody.in.particular@${DOMAIN}`)
    await visitor.getByRole('button', { name: 'Continue' }).click()
  }
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.goto('/t/acme/sso/domains?add=domain')
  const add = page.getByRole('dialog', { name: 'Add domain' })
  await add.getByLabel('Domain').fill(DOMAIN)
  await add.getByRole('button', { name: 'Add domain' }).click()
  const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: DOMAIN }) })
  await panel.getByRole('button', { name: `Check ${DOMAIN} now` }).click()
  await expect(panel.getByRole('status')).toContainText('There is no TXT record of this name yet.')
  await enter()
  await expect(visitor.locator('#email-problem')).toContainText(
    'No organisation here signs in by the domain of this address.',
  )

  const name = (
    await panel
      .getByText(/^_gatehouse-challenge\./)
      .first()
      .innerText()
  ).trim()
  const value = (
    await panel
      .getByText(/^gatehouse-domain-verification=/)
      .first()
      .innerText()
  ).trim()
  publishRecord(name, `${value.slice(0, -1)}x`)
  await panel.getByRole('button', { name: `Check ${DOMAIN} now` }).click()
  await expect(panel.getByRole('status')).toContainText('none with this value')
  publishRecord(name, value)
  await panel.getByRole('button', { name: `Check ${DOMAIN} now` }).click()
  await expect(panel.getByText(/^Verified/)).toBeVisible()
  await enter()
  // The page that the form leads to goes on to the provider by itself.
  await expect(visitor.getByRole('button', { name: 'Ada Okafor' }).first()).toBeVisible()
  await context.close()
})
