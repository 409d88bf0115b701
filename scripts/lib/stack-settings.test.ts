import { expect, it } from 'vitest'
import { roleUrls } from './database-urls.mjs'
import { demoSettings, startMode, withoutOwner } from './stack-settings.mjs'

const secrets = {
  postgres: 'p',
  roles: { gatehouse_app: 'a/b', gatehouse_system: 's', gatehouse_door: 'd', gatehouse_sso: 'o' },
  nextAuthSecret: 'n'.repeat(48),
  keyEncryptionKey: 'k',
}
const ports = { postgres: 1, saml: 2, oidc: 3, smtp: 4, mail: 5 }
const urls = { DATABASE_URL: 'postgresql://postgres@127.0.0.1:1/gatehouse' }

it.each([
  [{}, 'embedded'],
  [{ NODE_ENV: 'production' }, 'embedded'],
  [{ DATABASE_URL: 'postgres://x/y' }, 'own-database'],
  [{ DATABASE_URL: 'postgres://x/y', NODE_ENV: 'production' }, 'production'],
])('starts %j as %s', (env, mode) => {
  expect(startMode(env)).toBe(mode)
})

it('lets what the environment says win over what the demo made up', () => {
  const env = { NEXTAUTH_SECRET: 'mine', DATABASE_URL_APP: 'postgres://elsewhere/db' }
  const settings = demoSettings({
    env,
    port: 3000,
    dataDir: '/d',
    secrets,
    ports,
    urls: { ...urls, DATABASE_URL_APP: 'x' },
  })
  expect(settings).toMatchObject({ ...env, GATEHOUSE_URL: 'http://localhost:3000', SMTP_URL: 'smtp://127.0.0.1:4' })
})

it('gives each role an address with its own password, encoded', () => {
  expect(roleUrls(urls.DATABASE_URL, secrets.roles).DATABASE_URL_APP).toBe(
    'postgresql://gatehouse_app:a%2Fb@127.0.0.1:1/gatehouse',
  )
})

it('keeps the owner’s address from the processes that serve', () => {
  expect(withoutOwner({ DATABASE_URL: 'owner', DATABASE_URL_APP: 'app' })).toEqual({ DATABASE_URL_APP: 'app' })
})
