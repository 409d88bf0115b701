// A product that signs its people in through Gatehouse: one file, one package (openid-client).
//
//   ISSUER=http://localhost:3000 CLIENT_ID=gha_… CLIENT_SECRET=ghas_… PORT=4000 node app.mjs
//
// Register http://localhost:4000/callback as redirect URI and http://localhost:4000/ for after signing out.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import * as client from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = '4000' } = process.env
if (!ISSUER || !CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set ISSUER, CLIENT_ID and CLIENT_SECRET: the operator console shows them under Applications.')
  process.exit(1)
}
const HERE = `http://localhost:${PORT}`

// Plain http is for trying things out on one machine. In production there is https, and this line goes.
const options = ISSUER.startsWith('http://') ? { execute: [client.allowInsecureRequests] } : undefined
const gatehouse = await client.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, options)

/** Browser sessions by their cookie: what a sign-in under way has to match, and later the tokens. */
const sessions = new Map()

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', HERE)
  try {
    if (url.pathname === '/') return home(request, response)
    if (url.pathname === '/login') return await login(url, response)
    if (url.pathname === '/callback') return await callback(url, request, response)
    if (url.pathname === '/refresh') return await refresh(request, response)
    if (url.pathname === '/logout') return logout(request, response)
    answer(response, 404, 'Not found')
  } catch (error) {
    // What went wrong is for the log; a person can do nothing with it.
    console.error(error.error ?? error.code ?? error.message, error.error_description ?? '')
    answer(response, 400, 'You could not be signed in. <a href="/login">Try again</a>')
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log(`The product runs at ${HERE}`))

function home(request, response) {
  const session = sessionOf(request)
  if (!session?.claims) return answer(response, 200, '<a href="/login">Sign in</a>')
  const { name, email, tenant, roles } = session.claims
  answer(
    response,
    200,
    `<p>Signed in as <b>${escapeHtml(name)}</b> (${escapeHtml(email ?? 'no address')}) of <b>${escapeHtml(tenant.slug)}</b>,
     roles: ${escapeHtml(roles.join(', ') || 'none')}</p><a href="/refresh">Refresh</a> <a href="/logout">Sign out</a>`,
  )
}

/** Sends the browser to Gatehouse. `?organization=acme` says which tenant, where the product knows it. */
async function login(url, response) {
  const id = randomBytes(32).toString('base64url')
  const pending = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  }
  sessions.set(id, { pending })
  const organization = url.searchParams.get('organization')
  const away = client.buildAuthorizationUrl(gatehouse, {
    redirect_uri: `${HERE}/callback`,
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pending.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: pending.expectedState,
    nonce: pending.expectedNonce,
    ...(organization ? { organization } : {}),
  })
  redirect(response, away.href, id)
}

/** The browser is back with a code; the library checks state, nonce, issuer, signature and times. */
async function callback(url, request, response) {
  const session = sessionOf(request)
  if (!session?.pending) return redirect(response, '/login')
  const { pending } = session
  session.pending = undefined
  const tokens = await client.authorizationCodeGrant(gatehouse, url, { ...pending, idTokenExpected: true })
  // A new cookie for a new right (session fixation).
  const id = randomBytes(32).toString('base64url')
  sessions.delete(cookieOf(request))
  sessions.set(id, { claims: tokens.claims(), refreshToken: tokens.refresh_token, idToken: tokens.id_token })
  redirect(response, '/', id)
}

/** Asks anew who this is: roles may have changed, and a session that has ended in Gatehouse ends here. */
async function refresh(request, response) {
  const session = sessionOf(request)
  if (!session?.refreshToken) return redirect(response, '/login')
  const held = session.refreshToken
  session.refreshToken = undefined // It works once.
  try {
    const tokens = await client.refreshTokenGrant(gatehouse, held)
    Object.assign(session, { claims: tokens.claims(), refreshToken: tokens.refresh_token, idToken: tokens.id_token })
    redirect(response, '/')
  } catch (error) {
    sessions.delete(cookieOf(request))
    throw error
  }
}

/** Ends the session here and in Gatehouse. */
function logout(request, response) {
  const session = sessionOf(request)
  sessions.delete(cookieOf(request))
  if (!session?.idToken) return redirect(response, '/')
  const away = client.buildEndSessionUrl(gatehouse, {
    id_token_hint: session.idToken,
    post_logout_redirect_uri: `${HERE}/`,
  })
  redirect(response, away.href)
}

function cookieOf(request) {
  return /(?:^|; )product=([A-Za-z0-9_-]{43})/.exec(request.headers.cookie ?? '')?.[1]
}

function sessionOf(request) {
  return sessions.get(cookieOf(request))
}

function redirect(response, location, id) {
  const cookie = id ? { 'set-cookie': `product=${id}; Path=/; HttpOnly; SameSite=Lax` } : {}
  response.writeHead(303, { location, ...cookie }).end()
}

function answer(response, status, html) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`<!doctype html><title>A product</title>${html}`)
}

function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
