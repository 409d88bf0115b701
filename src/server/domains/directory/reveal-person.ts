import type { z } from 'zod'
import type { browsePersonInput, revealPersonOutput } from '#contracts/directory-browser.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { browsedPerson } from './browse-store.ts'
import { personAttributes } from './person-attributes.ts'

/** Shows the personal values that a provider sent of one person. That somebody looked is itself an event. @throws AppError `not_found` */
export function revealPerson(
  scope: TenantScope<'provisioning-log:reveal'>,
  input: z.infer<typeof browsePersonInput>,
): Promise<z.infer<typeof revealPersonOutput>> {
  return withTenant(scope, async (tx) => {
    const row = await browsedPerson(tx, input.id)
    const attributes = personAttributes(row)
    await append(tx, {
      action: 'user.attributes.reveal',
      targets: [{ type: 'user', id: row.id, name: row.displayName }],
      metadata: { values: attributes.filter(({ hidden }) => hidden).length },
    })
    return { id: row.id, attributes: attributes.map((attribute) => ({ ...attribute, source: null })) }
  })
}
