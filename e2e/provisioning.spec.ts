import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { expect, signInAs, test } from './journey-test.ts'

const SCIM = 'application/scim+json'
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

type Received = { body: string; headers: Record<string, string> }

/** The vendor's product: keeps what it is sent, and answers 204. */
async function receive(): Promise<{ url: string; received: Received[]; close: () => void }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    received.push({ body: Buffer.concat(parts).toString('utf8'), headers: request.headers as Record<string, string> })
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://localhost:${port}/gatehouse`, received, close: () => server.close() }
}

/** The command that anybody runs beside the file, without a database. */
function verifyReceipt(file: string, key: string): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/cli/gatehouse.ts', 'verify', 'receipt', file, '--key', key],
      { env: { NODE_ENV: 'production', PATH: process.env.PATH } },
      (error, stdout) => resolve({ code: error ? Number(error.code) : 0, said: stdout }),
    )
  })
}

test('from a first SCIM request to a leaver whose receipt verifies and whose product was told', async ({
  page,
  request,
}, testInfo) => {
  test.setTimeout(120_000)
  const product = await receive()
  try {
    await signInAs(page, 'acme', 'Ada Okafor')

    await page.getByRole('link', { name: 'Webhooks' }).click()
    await expect(page.getByText('No webhook yet')).toBeVisible()
    await page.getByRole('button', { name: 'Add webhook' }).last().click()
    const add = page.getByRole('dialog', { name: 'Add webhook' })
    await add.getByLabel('Address').fill(product.url)
    await add.getByLabel('Description').fill('Product')
    await add.getByRole('button', { name: 'Add webhook' }).click()
    const secret = await page.getByTestId('secret').innerText()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await page.getByRole('link', { name: 'Product' }).click()
    await page.getByRole('button', { name: 'Send test event' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Answered 204' })).toContainText('Accepted')

    await page.getByRole('link', { name: 'Directories' }).click()
    await page.getByRole('button', { name: 'Add directory' }).first().click()
    const directory = page.getByRole('dialog', { name: 'Add directory' })
    await directory.getByLabel('Name').fill('Okta, partners')
    await directory.getByRole('button', { name: 'Add directory' }).click()
    await expect(page.getByRole('heading', { name: 'Okta, partners' })).toBeVisible()
    const address = page.url()
    await page.getByRole('button', { name: 'Create token' }).click()
    const create = page.getByRole('dialog', { name: 'Create token' })
    await create.getByLabel('Name').fill('Okta production')
    await create.getByRole('button', { name: 'Create token' }).click()
    const token = await page.getByTestId('secret').innerText()
    await page.getByRole('button', { name: 'I have stored it' }).click()

    const headers = { authorization: `Bearer ${token}`, 'content-type': SCIM, accept: SCIM }
    const made = await request.post('/scim/v2/Users', {
      headers,
      data: JSON.stringify({
        schemas: [USER],
        userName: 'petra.novak@partner.example',
        displayName: 'Petra Novak',
        emails: [{ primary: true, value: 'petra.novak@partner.example', type: 'work' }],
        active: true,
      }),
    })
    expect(made.status()).toBe(201)
    const { id } = await made.json()
    const disabled = await request.patch(`/scim/v2/Users/${id}`, {
      headers,
      data: JSON.stringify({ schemas: [PATCH], Operations: [{ op: 'replace', value: { active: false } }] }),
    })
    expect(disabled.status()).toBe(200)

    // What the admin reads of it.
    await expect(async () => {
      await page.goto(`${address}/log`)
      await expect(page.getByRole('row', { name: /Disabled Petra Novak/ })).toBeVisible({ timeout: 2_000 })
    }).toPass()
    await expect(page.getByRole('row', { name: /Petra Novak/ })).toHaveCount(2)

    await page.getByRole('link', { name: 'Leavers' }).click()
    await expect(page.getByRole('heading', { name: 'Leavers' })).toBeVisible()
    await page
      .getByRole('row', { name: /Petra Novak/ })
      .getByRole('link')
      .click()
    const drawer = page.getByRole('dialog', { name: 'Petra Novak' })
    const command = await drawer.getByText(/^gatehouse verify receipt/).innerText()
    const downloading = page.waitForEvent('download')
    await drawer.getByRole('button', { name: 'Download receipt' }).click()
    const file = testInfo.outputPath('receipt.json')
    await (await downloading).saveAs(file)
    const key = command.split('--key ')[1]?.replace(/\s/g, '') as string
    const verdict = await verifyReceipt(file, key)
    expect(verdict.said).toContain('Verified the receipt')
    expect(verdict.said).toContain(`Person ${id}: disabled`)
    expect(verdict.code).toBe(0)
    const changed = testInfo.outputPath('changed.json')
    await writeFile(
      changed,
      (await readFile(file, 'utf8')).replace(
        id,
        id.replace(/.$/, (last: string) => (last === '0' ? '1' : '0')),
      ),
    )
    const refused = await verifyReceipt(changed, key)
    expect(refused.said).toContain('does not hold')
    expect(refused.code).toBe(1)

    // What the product was told, checked by the library that its makers would use.
    const told = () =>
      product.received.map(({ body, headers }) => new Webhook(secret).verify(body, headers) as Record<string, unknown>)
    await expect.poll(() => told().map(({ type }) => type)).toEqual(['webhook.test', 'user.created', 'user.disabled'])
    expect(told().slice(1)).toMatchObject([
      { sequence: 1, subject: { type: 'user', id }, data: { user: { active: true } } },
      { sequence: 2, subject: { type: 'user', id }, data: { user: { active: false } } },
    ])
    const [{ body, headers: signed }] = product.received as [Received]
    expect(() => new Webhook(secret).verify(`${body} `, signed)).toThrow()
  } finally {
    product.close()
  }
})
