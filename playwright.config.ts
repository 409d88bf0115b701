import { defineConfig, devices } from '@playwright/test'
import { findChromium } from './scripts/lib/chromium.mjs'

const executablePath = findChromium(import.meta.dirname)

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/running-stack.ts',
  timeout: 120_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  // The journeys share one installation and follow its audit log.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  use: {
    // Set by the global setup, which chooses free ports.
    baseURL: process.env.GATEHOUSE_URL ?? 'http://localhost',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  },
  projects: [
    {
      name: 'chromium',
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: {
          ...(executablePath && { executablePath }),
          args: [
            '--disable-background-networking',
            // Chromium's sandbox does not work for root.
            ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
          ],
        },
      },
    },
  ],
})
