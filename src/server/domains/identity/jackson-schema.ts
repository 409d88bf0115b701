import pg from 'pg'

// Jackson 26.2.0, migration/postgres 1640877103193 to 1714452929542, as one state. Jackson's own files are
// TypeScript for another runner, and its `synchronize` needs an owner at every start; a test compares this
// with what its entities want. A later Jackson adds statements below and never changes these.
const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS jackson.jackson_store (
    "key" character varying(1500) NOT NULL,
    "value" text NOT NULL,
    "iv" character varying(64),
    "tag" character varying(64),
    "createdAt" TIMESTAMP NOT NULL DEFAULT now(),
    "modifiedAt" TIMESTAMP,
    "namespace" character varying(256),
    CONSTRAINT "PK_87b6fc1475fbd1228d2f53c6f4a" PRIMARY KEY ("key"))`,
  `CREATE TABLE IF NOT EXISTS jackson.jackson_index (
    "id" SERIAL NOT NULL,
    "key" character varying(1500) NOT NULL,
    "storeKey" character varying(1500) NOT NULL,
    CONSTRAINT "PK_a95aa83f01e3c73e126856b7820" PRIMARY KEY ("id"),
    CONSTRAINT "FK_937b040fb2592b4671cbde09e83" FOREIGN KEY ("storeKey") REFERENCES jackson.jackson_store ("key") ON DELETE CASCADE ON UPDATE NO ACTION)`,
  `CREATE TABLE IF NOT EXISTS jackson.jackson_ttl (
    "key" character varying(1500) NOT NULL,
    "expiresAt" bigint NOT NULL,
    CONSTRAINT "PK_7c9bcdfb4d82e873e19935ec806" PRIMARY KEY ("key"))`,
  'CREATE INDEX IF NOT EXISTS "_jackson_index_key" ON jackson.jackson_index ("key")',
  'CREATE INDEX IF NOT EXISTS "_jackson_index_key_store" ON jackson.jackson_index ("key", "storeKey")',
  'CREATE INDEX IF NOT EXISTS "_jackson_ttl_expires_at" ON jackson.jackson_ttl ("expiresAt")',
  'CREATE INDEX IF NOT EXISTS "_jackson_store_namespace" ON jackson.jackson_store ("namespace")',
  'GRANT USAGE ON SCHEMA jackson TO gatehouse_sso',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jackson TO gatehouse_sso',
  'GRANT USAGE ON ALL SEQUENCES IN SCHEMA jackson TO gatehouse_sso',
]

/** Creates the sign-in library's tables in a schema of their own, as the owner. Safe to run again. */
export async function migrateJackson(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('gatehouse.jackson-schema'))`)
    // IF NOT EXISTS would still ask for the right to create, which an owner need not have once the schema is there.
    const { rowCount } = await client.query(`SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'jackson'`)
    if (rowCount === 0) await client.query('CREATE SCHEMA jackson')
    for (const statement of STATEMENTS) await client.query(statement)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  } finally {
    await client.end()
  }
}
