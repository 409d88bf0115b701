import type { ScimValue } from './scim-guides.ts'

/** The values to enter. The token is shown once, when it is made, and so it is none of them. */
export function scimValues(baseUrl: string): Record<Exclude<ScimValue, 'token'>, string> {
  return {
    baseUrl,
    entraUrl: `${baseUrl}?aadOptscim062020`,
    userName: 'userName',
    users: '/Users',
    groups: '/Groups',
    userFilter: 'userName eq "%s"',
  }
}

/** The address without the directory, which the token names as well. */
export function addressByToken(baseUrl: string): string {
  return baseUrl.replace(/\/[^/]*$/, '')
}
