import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMailSink } from './mail-sink.ts'

const { smtp, inbox } = createMailSink()
let address: string

beforeAll(async () => {
  const listening = smtp.listen(0, '127.0.0.1')
  inbox.listen(0, '127.0.0.1')
  await Promise.all([once(listening, 'listening'), once(inbox, 'listening')])
  address = `http://127.0.0.1:${(inbox.address() as AddressInfo).port}`
  const { port } = listening.address() as AddressInfo
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port })
  await transport.sendMail({
    from: 'Gatehouse <gatehouse@localhost>',
    to: 'ada.okafor@acme.example',
    subject: 'Your <b>invitation</b>',
    text: 'Open http://127.0.0.1:3000/t/acme?a=1&b=2 to begin <script>alert(1)</script>',
    html: '<p>Open it</p><script>alert(1)</script>',
  })
})
afterAll(() => {
  smtp.close()
  inbox.close()
})

const get = async (path: string) => {
  const response = await fetch(address + path)
  return { response, html: await response.text() }
}

it('lists what was sent, with everything in it escaped', async () => {
  const { response, html } = await get('/')
  expect(html).toContain('Your &#60;b&#62;invitation&#60;/b&#62;')
  expect(html).toContain('ada.okafor@acme.example')
  expect(response.headers.get('content-security-policy')).toContain("script-src 'none'")
})

it('shows a message with its addresses as links and no markup of the sender', async () => {
  const { html } = await get('/messages/1')
  expect(html).toContain('<a href="http://127.0.0.1:3000/t/acme?a=1&#38;b=2" rel="noreferrer">')
  expect(html).not.toContain('<script>')
})

it('serves the formatted part in a sandbox without scripts', async () => {
  const { response } = await get('/messages/1/html')
  expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
})

it('gives programs the same messages', async () => {
  const messages = (await (await fetch(`${address}/messages.json`)).json()) as { subject: string; to: string }[]
  expect(messages).toMatchObject([{ subject: 'Your <b>invitation</b>', to: 'ada.okafor@acme.example' }])
})

it('answers no other name, so that no page elsewhere can read it, and takes no posts', async () => {
  const { request } = await import('node:http')
  const answered = request(`${address}/`, { headers: { host: 'evil.example' } }).end()
  const [response] = await once(answered, 'response')
  response.resume()
  expect(response.statusCode).toBe(421)
  expect((await fetch(address, { method: 'POST' })).status).toBe(405)
  expect((await fetch(`${address}/messages/99`)).status).toBe(404)
})
