import { createHash, randomBytes } from 'node:crypto'
import { makeServer } from '#server/http/shell/make-server.ts'
import { env } from '#server/platform/env.ts'
import { newId } from '#server/platform/new-id.ts'
import { freePorts, TestBrowser } from './test-browser.ts'
import { storedRows, type TestPerson } from './test-tenant.ts'

/**
 * The real server at the address that it calls itself, as clients of other people reach it. Call it before anything
 * reads the settings.
 * @returns what stops it
 */
export async function startIssuer(): Promise<() => Promise<void>> {
  const [port] = await freePorts(1)
  process.env['GATEHOUSE_URL'] = `http://127.0.0.1:${port}`
  if (env().GATEHOUSE_URL !== process.env['GATEHOUSE_URL']) throw new Error('the settings were read too early')
  const server = makeServer(env(), (_request, response) => response.end('page'))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  }
}

/** A browser in which that person has an open session. */
export async function signedInBrowser(person: TestPerson): Promise<TestBrowser> {
  const token = randomBytes(32).toString('base64url')
  const id = newId()
  await storedRows(
    `INSERT INTO sessions (tenant_id, id, user_id, token_hash, ip, expires_at) VALUES ($1, $2, $3, $4, '192.0.2.7', now() + interval '10 hours')`,
    [person.tenantId, id, person.id, createHash('sha256').update(token).digest()],
  )
  const browser = new TestBrowser()
  browser.cookies.set('__Host-gatehouse-session', token)
  return browser
}

/** A verifier with its challenge (RFC 7636 §4). */
export function newProof(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export type TokenReply = { status: number; headers: Headers; body: Record<string, never> }

/** Posts a form to an endpoint of the issuer, over its own socket. */
export async function postForm(
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<TokenReply> {
  const response = await fetch(env().GATEHOUSE_URL + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof form === 'string' ? form : new URLSearchParams(form),
    redirect: 'manual',
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? JSON.parse(text) : ({ text } as never),
  }
}
