import type { TestBrowser } from './test-browser.ts'

/** Signs out as the page does. @returns where the page goes on to */
export async function signOut(browser: TestBrowser): Promise<string> {
  const { csrfToken } = (await (await browser.go('/api/auth/csrf')).json()) as { csrfToken: string }
  const ended = await browser.go('/api/auth/signout', { csrfToken, json: 'true' })
  return ((await ended.json()) as { url: string }).url
}
