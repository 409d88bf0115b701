import { defineConfig } from 'vitest/config'

const shared = {
  environment: 'node',
  pool: 'forks',
  isolate: true,
  restoreMocks: true,
  unstubEnvs: true,
  unstubGlobals: true,
  // A loaded machine takes seconds to start a process; what hangs is still found.
  testTimeout: 20_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 10_000 } },
} as const

const generatedOrInstalled = ['**/node_modules/**', '**/.next/**', '**/.data/**', '**/.tmp/**']

export default defineConfig({
  test: {
    // Two cores are what the machine of a newcomer or a runner surely has.
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{src,scripts,prisma,bench}/**/*.test.{ts,tsx}'],
          exclude: [...generatedOrInstalled, '**/*.db.test.ts'],
          env: { TZ: 'UTC' },
        },
      },
      {
        test: {
          ...shared,
          name: 'db',
          include: ['{src,scripts,prisma,bench}/**/*.db.test.ts'],
          exclude: generatedOrInstalled,
          env: { TZ: 'UTC' },
          globalSetup: ['src/testing/database-cluster.ts'],
          setupFiles: ['src/testing/database-setup.ts'],
        },
      },
    ],
  },
})
