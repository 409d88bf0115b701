import { generateKeyPairSync } from 'node:crypto'
import { samlMetadata } from '../src/demo/connections.ts'
import { selfSignedCertificate } from '../src/demo/self-signed-certificate.ts'
import { expect, signInAs, test } from './journey-test.ts'

function keycloakMetadata(daysLeft: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = selfSignedCertificate({
    privateKey,
    commonName: 'Keycloak',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + daysLeft * 86_400_000),
  })
  return samlMetadata('https://keycloak.acme.example', certificate).replace(
    /entityID="[^"]*"/,
    'entityID="urn:keycloak"',
  )
}

test('an admin connects Keycloak by the wizard, maps a group to a role, and takes a new certificate beside the old', async ({
  page,
}) => {
  test.setTimeout(120_000)
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.getByRole('link', { name: 'Single sign-on' }).click()
  await page.getByRole('link', { name: 'Add connection' }).first().click()
  await page.getByRole('button', { name: /Keycloak/ }).click()
  await expect(page.getByRole('button', { name: 'Copy Client ID' })).toBeVisible()
  await page.getByRole('tab', { name: 'File' }).click()
  const file = { name: 'metadata.xml', mimeType: 'application/xml', buffer: Buffer.from(keycloakMetadata(20)) }
  await page.getByLabel('Metadata file').setInputFiles(file)
  await page.getByRole('button', { name: 'Add connection' }).click()

  await expect(page.getByRole('heading', { name: 'Keycloak', level: 1 })).toBeVisible()
  await expect(page.getByText('Certificate ends in 20 days')).toBeVisible()
  await page.getByRole('button', { name: 'Paste a profile' }).click()
  await page.getByLabel('Profile in JSON').fill('{ "team": ["Engineers", "Staff"] }')
  await page.getByLabel('Groups').fill('team')
  await expect(page.getByText('In the profile: Engineers, Staff')).toBeVisible()
  await page.getByRole('button', { name: 'Save attributes' }).click()
  await expect(page.getByText('The attributes are mapped.')).toBeVisible()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Rule 1: value').fill('Engineers')
  await page.getByLabel('Rule 1: role').selectOption({ label: 'Viewer' })
  await expect(page.getByText('This profile gets Viewer from these rules.')).toBeVisible()
  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.getByText('The rules are saved.')).toBeVisible()

  await page.getByRole('button', { name: 'Replace metadata' }).click()
  const dialog = page.getByRole('dialog', { name: 'Replace metadata' })
  await dialog.getByRole('tab', { name: 'Paste' }).click()
  await dialog.getByLabel('Metadata XML').fill(keycloakMetadata(400))
  await dialog.getByRole('button', { name: 'Replace' }).click()
  await expect(page.getByText('Replaced, accepted until')).toBeVisible()

  await page.getByRole('link', { name: 'Single sign-on' }).first().click()
  await page.getByRole('button', { name: 'Delete Keycloak' }).click()
  const confirm = page.getByRole('dialog', { name: 'Delete Keycloak' })
  await confirm.getByRole('textbox').fill('Keycloak')
  await confirm.getByRole('button', { name: 'Delete connection' }).click()
  await expect(page.getByText('Keycloak is deleted.')).toBeVisible()
})

test('sign-on is required once an admin has come through, and its only proven connection then stays', async ({
  page,
}) => {
  await signInAs(page, 'acme', 'Ada Okafor')
  await page.goto('/t/acme/sso/enforcement')
  await page.getByRole('radio', { name: /^Required/ }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Enforcement is changed.')).toBeVisible()
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('button', { name: /^Delete / }).click()
  const confirm = page.getByRole('dialog')
  const name = /“(.+)”/.exec((await confirm.locator('label').textContent()) ?? '')?.[1] ?? ''
  await confirm.getByRole('textbox').fill(name)
  test.info().annotations.push({ type: 'expects-error', description: '412' })
  await confirm.getByRole('button', { name: 'Delete connection' }).click()
  await expect(confirm.getByRole('alert')).toContainText('Make single sign-on optional first')
  await page.goto('/t/acme/sso/enforcement')
  await page.getByRole('radio', { name: /^Optional/ }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Enforcement is changed.')).toBeVisible()
})

test('an address of an unknown domain leads back to the page, and the short name leads on', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('Work e-mail').fill('somebody@nobody.example')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('alert').first()).toContainText('No organisation here signs in by the domain')
  await page.getByRole('link', { name: 'Use your organisation’s short name' }).click()
  await page.getByLabel('Organisation’s short name').fill('acme')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL(/\/sign-in\/acme$/)
})
