import { roleUrls } from '../../scripts/lib/database-urls.mjs'

export const TEMPLATE_DATABASE = 'gatehouse_template'

/** What the run's one Postgres hands to every test file. */
export type TestCluster = {
  /** Address of the superuser, without a database name. */
  superuserUrl: string
}

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: TestCluster
  }
}

/** One address of a database for each role, and the superuser's. */
export type TestDatabaseUrls = {
  superuser: string
  owner: string
  app: string
  system: string
  door: string
  sso: string
}

const PASSWORD = 'only-for-tests'

export function urlsOf(cluster: TestCluster, database: string): TestDatabaseUrls {
  const superuser = new URL(cluster.superuserUrl)
  superuser.pathname = `/${database}`
  const owner = new URL(superuser)
  owner.searchParams.set('options', '-c role=gatehouse_owner')
  const roles = ['gatehouse_app', 'gatehouse_system', 'gatehouse_door', 'gatehouse_sso']
  const urls = roleUrls(superuser.toString(), Object.fromEntries(roles.map((role) => [role, PASSWORD])))
  return {
    superuser: superuser.toString(),
    owner: owner.toString(),
    app: urls.DATABASE_URL_APP,
    system: urls.DATABASE_URL_SYSTEM,
    door: urls.DATABASE_URL_DOOR,
    sso: urls.DATABASE_URL_SSO,
  }
}

/** The configuration under which a test runs on a database. */
export function settingsOf(urls: TestDatabaseUrls): Record<string, string> {
  return {
    GATEHOUSE_URL: 'http://127.0.0.1:3000',
    DATABASE_URL: urls.superuser,
    DATABASE_URL_APP: urls.app,
    DATABASE_URL_SYSTEM: urls.system,
    DATABASE_URL_DOOR: urls.door,
    DATABASE_URL_SSO: urls.sso,
    NEXTAUTH_SECRET: 'a-secret-that-is-only-for-tests-0123456789',
    GATEHOUSE_KEK: Buffer.alloc(32, 7).toString('base64'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'silent',
  }
}
