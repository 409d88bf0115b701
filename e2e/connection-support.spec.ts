import { expect, signInAs, test } from './journey-test.ts'

test.describe.configure({ mode: 'serial' })

test('an admin tests a connection in a window of its own, reads the trace and shares it without signing anybody in', async ({
  page,
  context,
  browser,
}) => {
  test.setTimeout(120_000)
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.goto('/t/acme/sso')
  const [window] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: /^Test Acme sign-on/ }).click(),
  ])
  await window.getByRole('button', { name: 'Marcus Lindqvist' }).first().click()
  await expect(window.getByText('The test passed')).toBeVisible()
  await expect(window.getByRole('cell', { name: 'marcus.lindqvist@acme.example' }).first()).toBeVisible()
  await window.close()
  // The admin is still who they were.
  await expect(page.getByText('Test passed').first()).toBeVisible()
  await expect(page.getByRole('link', { name: 'Sign-in traces' })).toBeVisible()

  await page.goto('/t/acme/sso/traces?outcome=tested')
  await page.getByRole('row').nth(1).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('Our checks').click()
  await expect(drawer.getByText('SAML core §2.5.1.4', { exact: false })).toBeVisible()
  await expect(drawer.getByText('marcus.lindqvist@acme.example')).toHaveCount(0)
  await drawer.getByRole('button', { name: 'Reveal' }).click()
  await expect(drawer.getByText('marcus.lindqvist@acme.example').first()).toBeVisible()
  await drawer.getByRole('button', { name: 'Make link' }).click()
  const link = (await page.getByTestId('secret').textContent()) ?? ''
  await page.getByRole('button', { name: 'I have stored it' }).click()

  const support = await browser.newPage()
  await support.goto(link)
  await expect(support.getByRole('heading', { name: /^Sign-in through Acme/ })).toBeVisible()
  expect(await support.content()).not.toContain('marcus.lindqvist')
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await expect(page.getByText('Until', { exact: false })).toHaveCount(0)
  await support.reload()
  await expect(support.getByRole('heading', { name: 'This link shows nothing' })).toBeVisible()
  await support.close()
})

test('an IT person without an account sets up provisioning by a link, once, in one browser', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000)
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.goto('/t/acme/sso/setup-links')
  await page.getByRole('button', { name: 'Make set-up link' }).first().click()
  await page.getByLabel('Who it is for').fill('IT of the journey')
  await page.getByRole('button', { name: 'Make link' }).click()
  const link = (await page.getByTestId('secret').textContent()) ?? ''
  await page.getByRole('button', { name: 'I have stored it' }).click()

  const person = await browser.newPage()
  await person.goto(link)
  await person.getByRole('button', { name: 'Begin in this browser' }).click()
  await expect(person.getByRole('heading', { name: /^Set up sign-on for Acme/ })).toBeVisible()
  await person.getByLabel('Name', { exact: true }).last().fill(`SCIM of the journey ${Date.now()}`)
  await person.getByRole('button', { name: 'Add directory' }).click()
  await expect(person.getByTestId('secret')).not.toBeEmpty()
  await person.getByRole('button', { name: 'I have stored it' }).click()

  const another = await browser.newPage()
  await another.goto(link)
  await another.getByRole('button', { name: 'Begin in this browser' }).click()
  await expect(another.getByRole('heading', { name: 'This set-up is not open here' })).toBeVisible()
  await another.close()

  await person.getByRole('button', { name: 'Finish set-up' }).click()
  await expect(person.getByRole('heading', { name: 'The set-up is finished' })).toBeVisible()
  await person.goto('/setup')
  await expect(person.getByRole('heading', { name: 'This set-up is not open here' })).toBeVisible()
  await person.close()
  await page.reload()
  await expect(page.getByText('Finished').first()).toBeVisible()
})
