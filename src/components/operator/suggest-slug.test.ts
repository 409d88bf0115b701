import { expect, it } from 'vitest'
import { tenantSlugSchema } from '#contracts/identifiers.ts'
import { suggestSlug } from './suggest-slug.ts'

it.each([
  ['Acme', 'acme'],
  ['Société Générale', 'societe-generale'],
  ['  Müller & Söhne GmbH ', 'muller-sohne-gmbh'],
  [`${'A'.repeat(39)} B`, 'a'.repeat(39)],
])('makes of %j a short name that is taken', (name, slug) => {
  expect(suggestSlug(name)).toBe(slug)
  expect(tenantSlugSchema.safeParse(slug).success).toBe(true)
})

it('makes nothing of a name without Latin letters or digits, so that one is asked for', () => {
  expect(suggestSlug('東京')).toBe('')
})
