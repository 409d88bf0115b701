import { createTestDatabase } from './create-test-database.ts'
import { settingsOf } from './test-cluster.ts'
import { setTestDatabase } from './test-database.ts'

// Runs in each `.db.test.ts` file's own process, before its imports read the configuration. The database is not
// dropped here: pools are still open then, and the whole cluster is deleted when the run ends.
const database = await createTestDatabase()
Object.assign(process.env, settingsOf(database.urls))
setTestDatabase(database)
