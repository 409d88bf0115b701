// `__Host-`: set by this host alone, over HTTPS. Not sent along from other sites but on a navigation, such as the
// return from a test at the identity provider.
export const SETUP_COOKIE = '__Host-gatehouse-setup'

export function setupCookie(token: string, expiresAt: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000))
  return `${SETUP_COOKIE}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`
}
