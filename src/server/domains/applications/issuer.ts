import { env } from '#server/platform/env.ts'

/** Who issues tokens, and where what is served. Fixed by GATEHOUSE_URL, never by a request. */
export function issuer(): string {
  return env().GATEHOUSE_URL
}

/** Whom the tokens of API keys are for. */
export function machineAudience(): string {
  return `${issuer()}/api/v1`
}

/** Whom every access token of a person is for, besides the application's own API. */
export function userinfoAudience(): string {
  return `${issuer()}/oauth/userinfo`
}
