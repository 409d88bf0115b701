/** The login roles of prisma/roles.sql that serve, by the setting that holds their address. */
export const ROLE_SETTINGS = {
  DATABASE_URL_APP: 'gatehouse_app',
  DATABASE_URL_SYSTEM: 'gatehouse_system',
  DATABASE_URL_DOOR: 'gatehouse_door',
  DATABASE_URL_SSO: 'gatehouse_sso',
}

/**
 * Addresses of the same database for each login role.
 * @param {string} databaseUrl
 * @param {Record<string, string>} passwords by role name
 * @returns {Record<keyof typeof ROLE_SETTINGS, string>}
 */
export function roleUrls(databaseUrl, passwords) {
  return Object.fromEntries(
    Object.entries(ROLE_SETTINGS).map(([setting, role]) => {
      const url = new URL(databaseUrl)
      url.username = role
      url.password = encodeURIComponent(passwords[role])
      return [setting, url.toString()]
    }),
  )
}
