import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { settingsSchema } from '#server/platform/env.ts'
import { settingsTable } from './settings-table.ts'

it('is what README.md shows; print it anew with "npm run -s gatehouse -- settings"', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
  const [, shown] = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(readme) ?? []
  expect(shown).toBe(settingsTable())
})

it.each(Object.entries(settingsSchema.shape))('says in a sentence what %s is', (_name, setting) => {
  expect(setting.description).toMatch(/^.+\.$/)
})
