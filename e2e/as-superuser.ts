import pg from 'pg'

/** One statement as the superuser of the stack that the journeys share: what a clock would do, without waiting for it. */
export async function asSuperuser(text: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  try {
    await client.query(text, values)
  } finally {
    await client.end()
  }
}

/** The tenant's policy as it was before anybody set one. */
export function forgetPolicy(tenant: string): Promise<void> {
  return asSuperuser('DELETE FROM sign_in_policies WHERE tenant_id = (SELECT id FROM tenants WHERE slug = $1)', [
    tenant,
  ])
}
