import type { TestDatabase } from './create-test-database.ts'

let current: TestDatabase | undefined

export function setTestDatabase(database: TestDatabase): void {
  current = database
}

/** The database that the configuration of the running `.db.test.ts` file points at. */
export function testDatabase(): TestDatabase {
  if (!current) throw new Error('Only a .db.test.ts file has a database of its own.')
  return current
}
