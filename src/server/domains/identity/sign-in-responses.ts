const LARGEST_FORM = 512 * 1024

/** A redirect after which the browser asks with GET. `path` is ours or an identity provider's, never a caller's. */
export function seeOther(location: string, setCookies: readonly string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/** What a person sees of any refusal: a safe page and the number under which the reason is kept. */
export function errorPage(traceId: string): Response {
  return seeOther(`/sign-in/error?${new URLSearchParams({ trace: traceId })}`)
}

/**
 * On to an application, by a navigation of its own: a provider's page that posted to us may let its form lead to us and
 * to nobody else. `url` is registered, never a caller's.
 */
export function goOnTo(url: string): Response {
  return new Response('You are signed out. Taking you back.\n', {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      refresh: `0; url=${url}`,
    },
  })
}

/** The same for what is no response of a provider at all: the request is at fault, and the browser goes to the page. */
export function unreadablePage(traceId: string): Response {
  return new Response('This is not a sign-in response. Start again from the sign-in page.\n', {
    status: 400,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      refresh: `0; url=${errorPage(traceId).headers.get('location')}`,
    },
  })
}

/** Reads a form of bounded size; an empty one where it is larger or no form. */
export async function readBoundedForm(request: Request): Promise<URLSearchParams> {
  if (!request.body || !/^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? ''))
    return new URLSearchParams()
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > LARGEST_FORM) return new URLSearchParams()
    parts.push(part)
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}
