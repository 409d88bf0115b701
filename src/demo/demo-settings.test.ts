import { expect, it } from 'vitest'
import { readDemoSettings, refuseOutsideDemo } from './demo-settings.ts'

const complete = {
  NODE_ENV: 'development',
  GATEHOUSE_URL: 'http://127.0.0.1:3000/',
  GATEHOUSE_DATA_DIR: '/tmp/data',
  DEMO_SAML_PORT: '4001',
  DEMO_OIDC_PORT: '4002',
  DEMO_SMTP_PORT: '4003',
  DEMO_MAIL_PORT: '4004',
}

it('reads the ports and the address of the console', () => {
  expect(readDemoSettings(complete)).toMatchObject({
    gatehouseUrl: 'http://127.0.0.1:3000',
    samlPort: 4001,
    mailPort: 4004,
  })
})

it('names the port that is missing', () => {
  expect(() => readDemoSettings({ ...complete, DEMO_OIDC_PORT: '' })).toThrow('DEMO_OIDC_PORT must be a port number.')
})

it('refuses to run in production beside a real database', () => {
  expect(() => refuseOutsideDemo({ NODE_ENV: 'production', DATABASE_URL: 'postgres://db/live' })).toThrow(/do not run/)
  expect(() => refuseOutsideDemo({ DATABASE_URL: 'postgres://db/live' })).toThrow(/do not run/)
})

it('runs in production for the demo database, and without a real one', () => {
  refuseOutsideDemo({ NODE_ENV: 'production', DATABASE_URL: 'postgres://db/demo', GATEHOUSE_DEMO: '1' })
  refuseOutsideDemo({ NODE_ENV: 'production' })
})
