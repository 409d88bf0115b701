import type { z } from 'zod'
import { settingsSchema } from '#server/platform/env.ts'

/** The configuration table of README.md, from the one schema that reads the configuration. */
export function settingsTable(): string {
  const rows = Object.entries(settingsSchema.shape).map(
    ([name, setting]) => `| \`${name}\` | ${whenUnset(setting)} | ${setting.description ?? ''} |`,
  )
  return ['| setting | when not set | what it is |', '|---|---|---|', ...rows].join('\n')
}

function whenUnset(setting: z.ZodType): string {
  const { success, data } = setting.safeParse(undefined)
  if (!success) return 'refuses to start'
  const shown = Array.isArray(data) ? data.join(',') : data
  return shown === undefined || shown === '' ? 'none' : `\`${String(shown)}\``
}
