import { AxeBuilder } from '@axe-core/playwright'
import { attachSecurityKey } from './attach-security-key.ts'
import { expect, signInAs, test } from './journey-test.ts'

/** The newest link of that form which was mailed. */
async function mailedLink(form: RegExp): Promise<string> {
  let link = ''
  await expect(async () => {
    const mails = await (await fetch(`http://127.0.0.1:${process.env.DEMO_MAIL_PORT}/messages.json`)).text()
    link = form.exec(mails)?.[0] ?? ''
    expect(link).not.toBe('')
  }).toPass({ timeout: 20_000 })
  return link
}

test('an operator makes a tenant, its first Owner takes it over, and a set-up link leads the customer’s IT in', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  // Without a session: to the sign-in, and back to the page that was asked for.
  await page.goto('/operator/operators')
  await page.getByRole('link', { name: 'Continue with Vendor sign-on' }).click()
  await page.getByRole('button', { name: 'Otto Lindgren' }).click()
  await expect(page).toHaveURL(/\/operator\/operators$/)
  await expect(page.getByRole('row', { name: /Mei Tanaka/ })).toContainText('Operator')
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Tenants' }).click()
  await expect(page.getByRole('row', { name: /Acme/ })).toContainText('1 active')

  await page.getByRole('button', { name: 'Create tenant' }).click()
  const create = page.getByRole('dialog', { name: 'Create tenant' })
  await create.getByLabel('Name', { exact: true }).fill('Initech Société')
  await expect(create.getByLabel('Short name')).toHaveValue('initech-societe')
  await create.getByLabel('Short name').fill('initech')
  await create.getByLabel('First Owner').fill('Nadia Rahman')
  await create.getByLabel('Their e-mail address').fill('nadia.rahman@initech.example')
  await create.getByRole('button', { name: 'Create tenant' }).click()
  await expect(page.getByRole('heading', { name: 'Initech Société' })).toBeVisible()
  await expect(page.getByText('The link in the mail works once')).toBeVisible()

  const ownerContext = await browser.newContext()
  const owner = await ownerContext.newPage()
  await attachSecurityKey(owner)
  await owner.goto(await mailedLink(/https?:\/\/[^\s"'<]+\/sign-in\/initech\/invitation#[A-Za-z0-9_-]{43}/))
  await owner.getByRole('button', { name: 'Set up passkey and sign in' }).click()
  await expect(owner).toHaveURL(/\/t\/initech\/overview$/)
  await page.reload()
  await expect(page.getByText('An Owner runs this tenant.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Invite anew' })).toHaveCount(0)

  await page.getByRole('button', { name: 'Make set-up link' }).click()
  await page.getByLabel('Who it is for').fill('IT at Initech')
  await page.getByRole('button', { name: 'Make link' }).click()
  const link = (await page.getByTestId('secret').textContent()) ?? ''
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await expect(page.getByRole('row', { name: /IT at Initech/ })).toContainText('Not opened yet')
  const itContext = await browser.newContext()
  const it = await itContext.newPage()
  await it.goto(link)
  await it.getByRole('button', { name: 'Begin in this browser' }).click()
  await expect(it.getByRole('heading', { name: 'Set up sign-on for Initech Société' })).toBeVisible()
  await itContext.close()
  await page.reload()
  await expect(page.getByRole('row', { name: /IT at Initech/ })).toContainText('In use')

  // What the tenant sees of it: who made the link, and who could.
  await owner.goto('/t/initech/sso/setup-links')
  await expect(owner.getByRole('row', { name: /IT at Initech/ })).toContainText('Otto Lindgren (operator)')
  await owner.goto('/t/initech/sso/enforcement')
  await owner.getByRole('link', { name: 'All exceptions' }).click()
  await expect(
    owner.getByRole('table', { name: 'Operators' }).getByRole('row', { name: /Otto Lindgren/ }),
  ).toBeVisible()
  expect(await owner.content()).not.toContain('@vendor.example')
  await owner.getByRole('main').getByRole('link', { name: 'Enforcement' }).click()
  await expect(owner).toHaveURL(/\/t\/initech\/sso\/enforcement$/)
  await ownerContext.close()
})

test('the pages of the console are accessible and fit a phone', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 812 })
  await page.goto('/operator')
  await page.getByRole('link', { name: 'Continue with Vendor sign-on' }).click()
  await page.getByRole('button', { name: 'Mei Tanaka' }).click()
  await expect(page).toHaveURL(/\/operator\/tenants$/)
  const usable = async () => {
    await page.waitForLoadState('networkidle')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  }
  await usable()
  await page.getByRole('row', { name: /Globex/ }).click()
  await expect(page.getByRole('heading', { name: 'Globex' })).toBeVisible()
  await usable()
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const area of ['operators', 'applications']) {
      await page.goto(`/operator/${area}`)
      await usable()
    }
  }
})

test('the operator console is not there for people of a customer', async ({ page }) => {
  test.info().annotations.push({ type: 'expects-error', description: '404' })
  await signInAs(page, 'acme', 'Ada Okafor')
  for (const path of ['/operator', '/operator/tenants', '/operator/operators']) {
    const response = await page.goto(path)
    expect(response?.status(), path).toBe(404)
    await expect(page.getByRole('heading', { name: 'There is no such page here' })).toBeVisible()
  }
})
