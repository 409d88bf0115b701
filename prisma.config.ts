import { defineConfig } from 'prisma/config'

// For Prisma's own commands, such as `prisma migrate deploy`. The console and `gatehouse migrate` do not read it.
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
