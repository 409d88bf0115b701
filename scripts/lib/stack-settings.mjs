/**
 * Which kind of start this is. Somebody's production brings every setting itself, and nothing of the
 * demo may touch it: neither seeds nor providers that sign in anybody.
 *
 * @param {Record<string, string | undefined>} env
 * @returns {'production' | 'own-database' | 'embedded'}
 */
export function startMode(env) {
  if (!env.DATABASE_URL) return 'embedded'
  return env.NODE_ENV === 'production' ? 'production' : 'own-database'
}

/**
 * What every process of the local demo is configured with; what the environment says wins.
 *
 * @param {object} options
 * @param {Record<string, string | undefined>} options.env
 * @param {number} options.port
 * @param {string} options.dataDir
 * @param {import('./secrets.mjs').Secrets} options.secrets
 * @param {import('./local-ports.mjs').LocalPorts} options.ports
 * @param {Record<string, string>} options.urls DATABASE_URL and the roles' addresses
 * @param {boolean} [options.dev]
 */
export function demoSettings({ env, port, dataDir, secrets, ports, urls, dev = false }) {
  const given = (name, otherwise) => env[name] || otherwise
  return {
    ...Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, given(name, url)])),
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(port),
    // Not 127.0.0.1: a browser offers passkeys for a name only.
    GATEHOUSE_URL: given('GATEHOUSE_URL', `http://localhost:${port}`),
    NEXTAUTH_SECRET: given('NEXTAUTH_SECRET', secrets.nextAuthSecret),
    GATEHOUSE_KEK: given('GATEHOUSE_KEK', secrets.keyEncryptionKey),
    SMTP_URL: given('SMTP_URL', `smtp://127.0.0.1:${ports.smtp}`),
    MAIL_FROM: given('MAIL_FROM', 'Gatehouse <gatehouse@localhost>'),
    GATEHOUSE_DATA_DIR: dataDir,
    GATEHOUSE_DEMO: '1',
    DEMO_SAML_PORT: String(ports.saml),
    DEMO_OIDC_PORT: String(ports.oidc),
    DEMO_SMTP_PORT: String(ports.smtp),
    DEMO_MAIL_PORT: String(ports.mail),
  }
}

/**
 * The console and the workers never own the schema: the owner's address goes to `migrate` and the seeds alone.
 * @param {Record<string, string | undefined>} settings
 */
export function withoutOwner(settings) {
  const { DATABASE_URL: _owner, ...rest } = settings
  return rest
}
