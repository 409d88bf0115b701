import { withSystem } from '#server/platform/db/index.ts'

/** The house tenant, whose people are the operators; null before the first of them was invited. */
export async function findHouse(): Promise<{ id: string; name: string } | null> {
  const [house] = await withSystem('find the house tenant, whose people are the operators', (tx) =>
    tx.query<{ id: string; name: string }>(`SELECT id, name FROM tenants WHERE kind = 'house'`),
  )
  return house ?? null
}
