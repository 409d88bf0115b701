import type { ReceivedProfile } from '#contracts/received-profile.ts'
import type { VerifiedIdentity } from '../guard/read-saml-identity.ts'
import { looksSecret } from './decoded-response.ts'

const MOST_CLAIMS = 100
const MOST_VALUES = 200
const LONGEST_VALUE = 1_000

/** What mapping rules are tried on afterwards, within bounds and without what may be a secret. */
export function profileOf(identity: VerifiedIdentity): ReceivedProfile {
  return {
    subject: identity.subject,
    email: identity.email,
    attributes: Object.fromEntries(
      Object.entries(identity.claims)
        .filter(([name]) => !looksSecret(name))
        .slice(0, MOST_CLAIMS)
        .map(([name, values]) => [name, values.slice(0, MOST_VALUES).map((value) => value.slice(0, LONGEST_VALUE))]),
    ),
  }
}
