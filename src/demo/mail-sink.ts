import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressObject, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { escapeHtml, isLoopbackHost, sendPage, sendProblem } from './demo-page.ts'

type Message = {
  id: number
  receivedAt: string
  from: string
  to: string
  subject: string
  text: string
  html: string | null
}

const KEPT = 200

/** Catches every mail the demo sends and shows it in the browser. Nothing leaves the machine. */
export function createMailSink(): { smtp: SMTPServer; inbox: Server } {
  const messages: Message[] = []
  let received = 0
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: 10 * 1024 * 1024,
    onData(stream, _session, done) {
      simpleParser(stream).then(
        (mail) => {
          messages.unshift({
            id: ++received,
            receivedAt: new Date().toISOString(),
            from: addressesOf(mail.from),
            to: addressesOf(mail.to),
            subject: mail.subject ?? '(no subject)',
            text: mail.text ?? '',
            html: mail.html || null,
          })
          messages.length = Math.min(messages.length, KEPT)
          done()
        },
        (error: Error) => done(error),
      )
    },
  })
  smtp.on('error', (error) => console.error('demo mail sink:', error.message))
  return { smtp, inbox: createServer((request, response) => showInbox(messages, request, response)) }
}

function addressesOf(address: AddressObject | AddressObject[] | undefined): string {
  return [address ?? []]
    .flat()
    .map((one) => one.text)
    .join(', ')
}

function showInbox(messages: Message[], request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const [, id, html] = /^\/messages\/(\d+)(\/html)?$/.exec(pathname) ?? []
  const message = messages.find((one) => one.id === Number(id))
  if (!isLoopbackHost(request)) sendProblem(response, 421, 'Unknown host', 'Open this inbox as 127.0.0.1.')
  else if (request.method !== 'GET' && request.method !== 'HEAD')
    sendProblem(response, 405, 'This inbox is read-only', 'Open it in a browser.')
  else if (pathname === '/') sendList(messages, response)
  else if (pathname === '/messages.json') sendJson(messages, response)
  else if (!message) sendProblem(response, 404, 'There is no such message', 'Go back to the inbox.')
  else if (html) sendMarkup(message, response)
  else sendMessage(message, response)
}

function sendJson(messages: Message[], response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(messages))
}

/** The sender's own markup: no scripts, no requests, an origin of its own. */
function sendMarkup(message: Message, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  })
  response.end(message.html ?? '')
}

function sendList(messages: Message[], response: ServerResponse): void {
  const rows = messages.map(
    (message) =>
      `<a class="row" href="/messages/${message.id}"><span>${escapeHtml(message.subject)}<small>to ${escapeHtml(message.to)}</small></span><span class="soft">${escapeHtml(message.receivedAt.slice(11, 19))} UTC</span></a>`,
  )
  const list =
    rows.length > 0 ? rows.join('') : '<p class="row soft">No mail yet. Messages that Gatehouse sends appear here.</p>'
  sendPage(response, {
    title: 'Demo inbox',
    body: `<h1>Demo inbox</h1><p class="soft">Every mail that this demo sends, whoever it is for. The latest ${KEPT} are kept until it stops.</p><div class="card">${list}</div>`,
  })
}

function sendMessage(message: Message, response: ServerResponse): void {
  sendPage(response, {
    title: message.subject,
    body: `<p><a href="/">Inbox</a></p><h1>${escapeHtml(message.subject)}</h1>
<div class="card"><dl><dt>From</dt><dd>${escapeHtml(message.from)}</dd><dt>To</dt><dd>${escapeHtml(message.to)}</dd><dt>Received</dt><dd>${escapeHtml(message.receivedAt)}</dd></dl></div>
<h2>Text</h2><div class="card"><pre>${linked(message.text)}</pre></div>
${message.html ? `<h2>As formatted</h2><div class="card"><iframe title="Formatted message" src="/messages/${message.id}/html"></iframe></div>` : ''}`,
  })
}

/** Escapes first; what can be a link afterwards holds no markup. */
function linked(text: string): string {
  return escapeHtml(text).replace(/https?:\/\/[^\s<>]+/g, (url) => `<a href="${url}" rel="noreferrer">${url}</a>`)
}
