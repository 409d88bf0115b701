import { migrateJackson } from '#server/domains/identity/index.ts'
import { migrate } from '#server/platform/db/migrate.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { migrateQueue } from '#server/platform/queue/index.ts'

/** `gatehouse migrate` needs DATABASE_URL alone; the other addresses only bring the passwords to set. */
export async function runMigrate(): Promise<number> {
  const { DATABASE_URL, DATABASE_URL_APP, DATABASE_URL_SYSTEM, DATABASE_URL_DOOR, DATABASE_URL_SSO } = process.env
  const addresses = { DATABASE_URL, DATABASE_URL_APP, DATABASE_URL_SYSTEM, DATABASE_URL_DOOR, DATABASE_URL_SSO }
  for (const [name, value] of Object.entries(addresses)) {
    if (value && !(/^postgres(ql)?:\/\//.test(value) && URL.canParse(value))) {
      throw new AppError({ code: 'unavailable', message: `${name} must be a postgres:// address.` })
    }
  }
  if (!DATABASE_URL) {
    throw new AppError({
      code: 'unavailable',
      message: 'DATABASE_URL is not set. Set it to the address of the database as gatehouse_owner, then migrate again.',
    })
  }
  const { applied } = await migrate({
    databaseUrl: DATABASE_URL,
    roleUrls: {
      ...(DATABASE_URL_APP && { gatehouse_app: DATABASE_URL_APP }),
      ...(DATABASE_URL_SYSTEM && { gatehouse_system: DATABASE_URL_SYSTEM }),
      ...(DATABASE_URL_DOOR && { gatehouse_door: DATABASE_URL_DOOR }),
      ...(DATABASE_URL_SSO && { gatehouse_sso: DATABASE_URL_SSO }),
    },
    libraries: [migrateQueue, migrateJackson],
  })
  for (const name of applied) process.stdout.write(`applied ${name}\n`)
  if (applied.length === 0) process.stdout.write('The database is up to date.\n')
  return 0
}
