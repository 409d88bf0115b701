import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import { listTenants } from '#server/domains/tenancy/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { demoConnections } from '../../src/demo/connections.ts'
import { readDemoSettings } from '../../src/demo/demo-settings.ts'
import { demoPeople } from './demo-people.ts'
import { isHouseInUse, seedHouse } from './seed-house.ts'
import { type DemoTenantInput, isSeeded, seedTenant } from './seed-tenant.ts'
import { DAY_MS } from './working-rhythm.ts'

export type SeedDemoInput = {
  /** For browser tests: the six named people of each tenant and 200 events. */
  small: boolean
  settings: Record<string, string | undefined>
  now: Date
  /** Called as each tenant is done. */
  made?: (tenant: { slug: string; people: number; events: number; seconds: number }) => void
}

const NAMED_PEOPLE = 6
const FULL_DAYS = 90
const SMALL = { days: 21, events: 200 } as const

/** Fills an empty database with the demo's two tenants and the operators' house; leaves alone one that has tenants. Answers whether it made any. */
export async function seedDemo(input: SeedDemoInput): Promise<boolean> {
  refuseOutsideDemo(input.settings)
  const { dataDir, samlPort, oidcPort } = readDemoSettings(input.settings)
  const all = await listTenants()
  const house = all.find(({ slug }) => slug === HOUSE_SLUG)
  const existing = all.filter((tenant) => tenant !== house)
  const connections = demoConnections({ dataDir, samlPort, oidcPort })
  const wanted = tenants(connections)
  const begun = existing.filter(({ slug }) => wanted.some((tenant) => tenant.slug === slug))
  if (existing.length > 0 && begun.length === 0) return false
  for (const { id, slug } of begun) {
    if (!(await isSeeded(id))) throw halfSeeded(slug, dataDir)
  }
  if (house && !(await isHouseInUse(house.id))) throw halfSeeded(house.slug, dataDir)
  if (!house) {
    const days = input.small ? SMALL.days : FULL_DAYS
    await seedHouse({ connection: connections.operator, start: new Date(input.now.getTime() - (days + 7) * DAY_MS) })
  }
  const missing = wanted.filter(({ slug }) => !begun.some((tenant) => tenant.slug === slug))
  for (const tenant of missing) {
    const began = performance.now()
    const people = input.small ? tenant.people.slice(0, NAMED_PEOPLE) : tenant.people
    const events = input.small ? SMALL.events : tenant.events
    await seedTenant({ ...tenant, people, events, days: input.small ? SMALL.days : FULL_DAYS, now: input.now })
    input.made?.({ slug: tenant.slug, people: people.length, events, seconds: (performance.now() - began) / 1000 })
  }
  return !house || missing.length > 0
}

function halfSeeded(slug: string, dataDir: string): AppError {
  return new AppError({
    code: 'unavailable',
    message: `The demo data of ${slug} are incomplete, because filling them was interrupted. Delete ${dataDir}, or use an empty database, and start again.`,
  })
}

function tenants({ acme, globex }: ReturnType<typeof demoConnections>): Omit<DemoTenantInput, 'days' | 'now'>[] {
  const groupRoles = {
    Everyone: 'viewer',
    IT: 'admin',
    Security: 'auditor',
    Compliance: 'auditor',
    Operations: 'project-manager',
    Support: 'agent',
  }
  return [
    {
      slug: 'acme',
      name: 'Acme',
      people: demoPeople('acme'),
      connection: acme,
      directory: { name: 'Okta', provider: 'okta' },
      groupRoles,
      events: 20_000,
      randomSeed: 1,
    },
    {
      slug: 'globex',
      name: 'Globex',
      people: demoPeople('globex'),
      connection: globex,
      directory: { name: 'Microsoft Entra ID', provider: 'entra' },
      groupRoles,
      events: 4_000,
      randomSeed: 2,
    },
  ]
}

function refuseOutsideDemo(settings: Record<string, string | undefined>): void {
  const production = (settings.NODE_ENV || 'production') === 'production'
  if (!production || !settings.DATABASE_URL || settings.GATEHOUSE_DEMO === '1') return
  throw new AppError({
    code: 'unavailable',
    message:
      'The demo data are not put into a database where NODE_ENV is production and DATABASE_URL is set. Set GATEHOUSE_DEMO=1 only for a database that holds demo data.',
  })
}
