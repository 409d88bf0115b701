import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DemoPerson } from '../../prisma/seed/demo-people.ts'

export type Page = {
  title: string
  /** HTML; everything in it that comes from outside has gone through `escapeHtml`. */
  body: string
  status?: number
  /** Submits the page's only form once it has loaded (SAML bindings §3.5.4). */
  submitForm?: boolean
  /** Where forms may go besides this server. */
  formTarget?: string
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#e4e4e7, #2e2e33); --soft: light-dark(#71717a, #a1a1aa); --card: light-dark(#fff, #18181b) }
* { box-sizing: border-box }
body { margin: 0; font: 14px/20px system-ui, sans-serif; background: light-dark(#fafafa, #0c0c0e); color: light-dark(#18181b, #fafafa) }
main { max-width: 640px; margin: 48px auto; padding: 0 16px }
h1 { font-size: 20px; line-height: 28px; font-weight: 500; margin: 0 0 4px }
h2 { font-size: 13px; font-weight: 500; color: var(--soft); margin: 24px 0 8px }
p { margin: 0 0 12px } .soft { color: var(--soft) } a { color: inherit }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden }
.row { display: flex; justify-content: space-between; gap: 16px; width: 100%; padding: 10px 16px; border: 0; border-bottom: 1px solid var(--line); background: none; color: inherit; font: inherit; text-align: left; text-decoration: none; cursor: pointer }
.row:last-child { border-bottom: 0 } .row:hover, .row:focus-visible { background: light-dark(#f4f4f5, #232327) }
.row small { display: block; color: var(--soft); font-size: 13px }
input { width: 100%; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: inherit; font: inherit }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/20px ui-monospace, monospace; padding: 16px; margin: 0 }
iframe { width: 100%; height: 480px; border: 0; background: #fff } dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; padding: 16px; margin: 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
`

export function sendPage(response: ServerResponse, page: Page): void {
  const nonce = randomBytes(16).toString('base64')
  const submit = page.submitForm ? `<script nonce="${nonce}">document.forms[0].submit()</script>` : ''
  response.writeHead(page.status ?? 200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      page.submitForm ? `script-src 'nonce-${nonce}'` : "script-src 'none'",
      "frame-src 'self'",
      "frame-ancestors 'self'",
      "base-uri 'none'",
      // Chromium also holds the redirect that follows a form to this list.
      page.formTarget ? `form-action 'self' ${page.formTarget}` : "form-action 'self'",
    ].join('; '),
  })
  response.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(page.title)}</title><style nonce="${nonce}">${STYLE}</style></head>
<body><main>${page.body}</main>${submit}</body></html>`)
}

export function sendProblem(response: ServerResponse, status: number, what: string, next: string): void {
  sendPage(response, {
    status,
    title: what,
    body: `<h1>${escapeHtml(what)}</h1><p class="soft">${escapeHtml(next)}</p>`,
  })
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export type PeoplePageInput = {
  organisation: string
  protocol: string
  people: readonly Omit<DemoPerson, 'tenant'>[]
  /** Where choosing a person posts to, and the fields that go with it. */
  action: string
  fields: Record<string, string>
  formTarget?: string
}

/** The sign-in page of both demo providers: pick who you are. */
export function peoplePage(input: PeoplePageInput): Page {
  const fields = Object.entries(input.fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
  const row = (person: Omit<DemoPerson, 'tenant'>) =>
    `<button class="row" name="person" value="${escapeHtml(person.userName)}"><span>${escapeHtml(person.displayName)}<small>${escapeHtml(person.email)}</small></span><span class="soft">${escapeHtml(person.title)}</span></button>`
  const form = (people: PeoplePageInput['people']) =>
    `<form method="post" action="${escapeHtml(input.action)}" class="card">${fields}${people.map(row).join('')}</form>`
  return {
    title: `Sign in to ${input.organisation} (demo)`,
    ...(input.formTarget ? { formTarget: input.formTarget } : {}),
    body: `<h1>Sign in to ${escapeHtml(input.organisation)}</h1>
<p class="soft">This is a demo identity provider (${escapeHtml(input.protocol)}). It asks for no password: choose who you are.</p>
${form(input.people.slice(0, 6))}${input.people.length > 6 ? `<h2>Everyone else</h2>${form(input.people.slice(6))}` : ''}`,
  }
}

const LARGEST_FORM = 256 * 1024

/** Reads an `application/x-www-form-urlencoded` body. @throws Error when it is larger than any real one. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += (part as Buffer).length
    if (size > LARGEST_FORM) throw new Error('the form is too large')
    parts.push(part as Buffer)
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

/** A page elsewhere may point its own name at 127.0.0.1; only loopback names are answered. */
export function isLoopbackHost(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')
}
