import { notify } from '#components/ui/toast.tsx'

/** Ends the session through next-auth's own door (with its CSRF token) and goes to the sign-in page, or on to the identity provider. */
export async function signOut(tenantSlug: string): Promise<void> {
  try {
    const token = await fetch('/api/auth/csrf', { cache: 'no-store' })
    const { csrfToken } = (await token.json()) as { csrfToken: string }
    const ended = await fetch('/api/auth/signout', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ csrfToken, json: 'true' }),
    })
    if (!ended.ok) throw new Error(`sign-out answered ${ended.status}`)
    const { url } = (await ended.json()) as { url?: string }
    // Where the connection passes sign-outs on, the browser goes on to the provider.
    window.location.assign(url?.startsWith('/api/sso/sign-out?') ? url : `/sign-in/${tenantSlug}?out=1`)
  } catch {
    notify('You are still signed in: the server did not end the session. Try again.', 'failed')
  }
}
