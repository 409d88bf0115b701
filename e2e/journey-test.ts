import { test as base, expect, type Page } from '@playwright/test'

/**
 * Every journey fails on what a person would not see: an error in the console, an exception, a
 * violation of the content security policy.
 */
export const test = base.extend<{ noSilentErrors: undefined }>({
  noSilentErrors: [
    async ({ context }, use, testInfo) => {
      const errors: string[] = []
      const watch = (page: Page) => {
        page.on('console', (message) => {
          if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`)
        })
        page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
      }
      context.on('page', watch)
      for (const page of context.pages()) watch(page)
      await use(undefined)
      const expected = testInfo.annotations
        .filter((note) => note.type === 'expects-error')
        .map((note) => note.description)
      const unexpected = errors.filter((error) => !expected.some((part) => part && error.includes(part)))
      expect(unexpected, 'errors in the browser').toEqual([])
    },
    { auto: true },
  ],
})
export { expect }

/** Chooses someone at a demo identity provider, which asks for a name and no password. */
export async function signInAs(page: Page, tenant: string, person: string): Promise<void> {
  await page.goto(`/sign-in/${tenant}`)
  await page.getByRole('link', { name: /^Continue with/ }).click()
  await page.getByRole('button', { name: person }).first().click()
  await expect(page).toHaveURL(new RegExp(`/t/${tenant}/overview$`))
}
