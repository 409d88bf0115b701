import { relative } from 'node:path'

/**
 * What a newcomer reads when everything runs.
 * @param {Record<string, string | undefined>} settings
 * @param {{ demo: boolean, dataDir: string, root: string }} start
 */
export function describeStack(settings, { demo, dataDir, root }) {
  if (!demo) return `\nGatehouse runs at ${settings.GATEHOUSE_URL}\n`
  const folder = relative(root, dataDir) || dataDir
  return `
  Gatehouse runs at ${settings.GATEHOUSE_URL}

  Sign in as
    Ada Okafor, admin of Acme          by SAML              ${settings.GATEHOUSE_URL}/sign-in/acme
    Jonas Weber, member of Globex      by OpenID Connect    ${settings.GATEHOUSE_URL}/sign-in/globex
    Otto Lindgren, operator            by OpenID Connect    ${settings.GATEHOUSE_URL}/operator
  The demo's identity providers ask for a name and no password.

  Mail that Gatehouse sends            http://127.0.0.1:${settings.DEMO_MAIL_PORT}

  Data and logs are in ${folder}; delete it to start over. Ctrl-C stops everything.
`
}
