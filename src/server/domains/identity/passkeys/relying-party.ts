import { env } from '#server/platform/env.ts'

/** Who asks for a passkey (WebAuthn §4, Relying Party). Fixed by GATEHOUSE_URL, never by a request. */
export function relyingParty(): { id: string; name: string; origin: string } {
  const url = new URL(env().GATEHOUSE_URL)
  return { id: url.hostname, name: 'Gatehouse', origin: url.origin }
}
