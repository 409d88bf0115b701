import { resolve } from 'node:path'

export type DemoSettings = {
  /** The console's address, without a trailing slash. */
  gatehouseUrl: string
  dataDir: string
  samlPort: number
  oidcPort: number
  smtpPort: number
  mailPort: number
}

/** @throws Error in one sentence that says what to set. */
export function readDemoSettings(env: Record<string, string | undefined>): DemoSettings {
  refuseOutsideDemo(env)
  const gatehouseUrl = env.GATEHOUSE_URL
  if (!gatehouseUrl || !URL.canParse(gatehouseUrl)) {
    throw new Error("GATEHOUSE_URL is not set: the demo providers must know the console's address.")
  }
  return {
    gatehouseUrl: gatehouseUrl.replace(/\/+$/, ''),
    dataDir: resolve(env.GATEHOUSE_DATA_DIR || '.data'),
    samlPort: portOf(env, 'DEMO_SAML_PORT'),
    oidcPort: portOf(env, 'DEMO_OIDC_PORT'),
    smtpPort: portOf(env, 'DEMO_SMTP_PORT'),
    mailPort: portOf(env, 'DEMO_MAIL_PORT'),
  }
}

/** These providers sign in anybody as anybody, so they never run beside data that somebody cares about. */
export function refuseOutsideDemo(env: Record<string, string | undefined>): void {
  const production = (env.NODE_ENV || 'production') === 'production'
  if (production && env.DATABASE_URL && env.GATEHOUSE_DEMO !== '1') {
    throw new Error(
      'The demo identity providers do not run where NODE_ENV is production and DATABASE_URL is set: anyone could sign in as anyone. Set GATEHOUSE_DEMO=1 only for a database that holds demo data.',
    )
  }
}

function portOf(env: Record<string, string | undefined>, name: string): number {
  const port = Number(env[name])
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${name} must be a port number.`)
  return port
}
