import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, signInAs, test } from './journey-test.ts'

const TENANT_PAGES = [
  ['overview', 'Overview'],
  ['audit', 'Audit log'],
  ['audit?event=1', 'Audit log'],
  ['members', 'Members'],
  ['groups', 'Groups'],
  ['groups?view=mappings', 'Groups'],
  ['roles', 'Roles'],
  ['sso', 'Single sign-on'],
  ['sso?add=saml', 'Single sign-on'],
  ['sso?add=oidc', 'Single sign-on'],
  ['sessions', 'Sessions'],
  ['sessions?of=everyone', 'Sessions'],
  ['directories', 'Directories'],
  ['directories?add=1', 'Directories'],
  ['directories/rehearsal', 'Rehearsal'],
  ['leavers', 'Leavers'],
  ['webhooks', 'Webhooks'],
  ['webhooks?add=1', 'Webhooks'],
  ['keys', 'API keys'],
  ['keys?create=1', 'API keys'],
  ['settings', 'Organisation'],
] as const

const OPEN_PAGES = ['/sign-in', '/sign-in?tenant=not%20a%20name', '/sign-in/nobody-here', '/sign-in/error?trace=0-1']

/** What every page owes everyone: WCAG by axe (all of it once, then what a look can change), and nothing beside the screen. */
async function expectUsable(page: Page, address: string, rules: readonly string[]): Promise<void> {
  await page.waitForLoadState('networkidle')
  // Colours are those of the end of an animation.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((each) => each.effect?.getTiming().iterations === 1)
        .map((each) => each.finished),
    ),
  )
  const { violations } = await (rules.length > 0
    ? new AxeBuilder({ page }).withRules([...rules])
    : new AxeBuilder({ page })
  ).analyze()
  expect(
    violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`),
    address,
  ).toEqual([])
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(beyond, `${address} is wider than the screen`).toBeLessThanOrEqual(0)
}

async function expectRehearsalUsable(page: Page, rules: readonly string[]): Promise<void> {
  await page.getByLabel('List', { exact: true }).fill('userName,groups\nada.okafor@acme.example,Everyone;IT')
  await page.getByRole('button', { name: 'Rehearse', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Nothing was changed' })).toBeVisible()
  await expectUsable(page, 'the answer of a rehearsal', rules)
}

const LOOKS = [
  { name: 'in the light theme', rules: [], use: { colorScheme: 'light', viewport: { width: 1440, height: 900 } } },
  {
    name: 'in the dark theme',
    rules: ['color-contrast'],
    use: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  },
  {
    name: 'at 375 px',
    rules: ['target-size', 'scrollable-region-focusable'],
    use: { colorScheme: 'light', viewport: { width: 375, height: 812 } },
  },
] as const

for (const look of LOOKS) {
  test.describe(() => {
    test.use(look.use)

    test(`every page is accessible and fits ${look.name}`, async ({ page }) => {
      test.setTimeout(180_000)
      for (const address of OPEN_PAGES) {
        await page.goto(address)
        await expectUsable(page, address, look.rules)
      }
      await signInAs(page, 'acme', 'Ada Okafor')
      for (const [path, title] of TENANT_PAGES) {
        // What opens over a page is checked in one theme.
        if (look.rules.length > 0 && path.includes('?')) continue
        await page.goto(`/t/acme/${path}`)
        await page.waitForLoadState('networkidle')
        await expect(page.locator('h1', { hasText: title })).toHaveCount(1)
        await expectUsable(page, path, look.rules)
      }
      await page.goto('/t/acme/directories')
      await page.getByRole('table').getByRole('link').first().click()
      await expect(page.getByRole('heading', { name: 'Tokens' })).toBeVisible()
      await expectUsable(page, 'a directory', look.rules)
      const sections = page.getByRole('navigation', { name: 'Directory', exact: true }).getByRole('link')
      for (const section of (await sections.allInnerTexts()).slice(1)) {
        await sections.filter({ hasText: section }).click()
        await expect(sections.filter({ hasText: section })).toHaveAttribute('aria-current', 'page')
        await page.waitForLoadState('networkidle')
        await expectUsable(page, `${section} of a directory`, look.rules)
        if (section === 'Rehearsal') await expectRehearsalUsable(page, look.rules)
      }
      await page.goto('/t/acme/members')
      await page.getByRole('table').getByRole('link').first().click()
      await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible()
      await expectUsable(page, 'a member', look.rules)
    })
  })
}

test('the console is used by keyboard alone', async ({ page }) => {
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('okafor')
  await expect(page.getByRole('option', { name: /Ada Okafor/ })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Ada Okafor' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const second = page.getByRole('table').getByRole('link').nth(1)
  await expect(second).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\?member=/)
  await page.keyboard.press('Escape')
  await expect(second).toBeFocused()
})

test('the theme is kept and dialogs work under the policy after the page was refreshed in place', async ({ page }) => {
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.goto('/t/acme/settings')
  await page.getByLabel('Organisation name').fill('Acme International')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('complementary').getByText('Acme International')).toBeVisible()
  await page.getByLabel('Organisation name').fill('Acme')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('complementary').getByText('Acme', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: /Ada Okafor/ }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await page.reload()
  await expect(page.locator('html')).toHaveClass(/dark/)
})

test('someone who may not read the log is told which permission is missing', async ({ page }) => {
  test.info().annotations.push({ type: 'expects-error', description: '403' })
  await signInAs(page, 'globex', 'Jonas Weber')
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Audit log' })).toHaveCount(0)
  await page.goto('/t/globex/audit')
  await expect(page.getByRole('alert').filter({ hasText: 'You may not see the audit log' })).toContainText('audit:read')
  await expect(page.getByText('Verified')).toHaveCount(0)
})
