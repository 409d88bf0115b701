import type { SsoEnforcement } from '#contracts/sso-policy.ts'

export const ENFORCEMENT_WORDS: Record<SsoEnforcement, string> = {
  off: 'Off',
  optional: 'Optional',
  required: 'Required',
}
