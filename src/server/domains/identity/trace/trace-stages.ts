import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { TraceStage } from '#contracts/sign-in-traces.ts'
import { SAML_CHECKS } from '../guard/guard-saml-response.ts'
import { TOKEN_CHECKS } from '../guard/openid/guard-id-token.ts'

type Protocol = 'saml' | 'oidc'

/** What is checked at each stage, in the order in which it is. */
export function checksOf(stage: TraceStage, protocol: Protocol): readonly SignInCheck[] {
  switch (stage) {
    case 'departure':
      return ['connection', 'other_person', 'provider_unreachable', 'departure']
    case 'response':
      return ['relay_state', 'browser', 'single_use', 'expired', 'protocol', 'connection']
    case 'guard':
      return protocol === 'saml' ? SAML_CHECKS.map(({ name }) => name) : ['parameters', 'issuer', 'status']
    case 'second_opinion':
      return protocol === 'saml'
        ? ['second_validator', 'tenant', 'agreement']
        : ['token', 'tenant', ...TOKEN_CHECKS.map(({ name }) => name), 'agreement', 'subject']
    case 'user': {
      const person = [
        'sso_off',
        'subject',
        'email_domain',
        'authentication_age',
        'email_ambiguous',
        'email_unverified',
        'identity_conflict',
        'owner_unbound',
        'user_disabled',
        'jit_off',
      ] as const
      return protocol === 'saml' ? ['replay', ...person, 'single_use'] : [...person, 'single_use']
    }
    case 'session':
      return ['code', 'browser', 'user_disabled', 'other_person', 'method', 'address']
  }
}

/** A test ends before a session would be opened. */
export function stagesOf(test: boolean): readonly TraceStage[] {
  const all = ['departure', 'response', 'guard', 'second_opinion', 'user', 'session'] as const
  return test ? all.slice(0, -1) : all
}
