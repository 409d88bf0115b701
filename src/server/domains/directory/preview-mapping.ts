import type { z } from 'zod'
import { uuidSchema } from '#contracts/identifiers.ts'
import type { groupsPreviewMappingInput, MappingPreview } from '#contracts/mapping-previews.ts'
import type { NamedReference } from '#contracts/references.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { grantableRole } from './grantable-role.ts'
import { countPreview, previewedPeople } from './preview-store.ts'

/**
 * Who would gain a role if this group gave it, and who holds it anyway. Nested groups count. Changes nothing.
 * @throws AppError `not_found`, `invalid_input`, `forbidden`: as the mapping itself would
 */
export function previewMapping(
  scope: TenantScope<'group:read'>,
  input: z.infer<typeof groupsPreviewMappingInput>,
): Promise<MappingPreview> {
  return withTenant(scope, async (tx) => {
    const [directory] = await tx.query<NamedReference>(
      'SELECT id, name FROM directories WHERE tenant_id = $1 AND id = $2',
      [tx.tenantId, input.directoryId],
    )
    if (!directory) throw notFound('directory')
    const role = await grantableRole(tx, input.roleKey)
    const [held] = await tx.query(
      `SELECT id FROM group_role_mappings
       WHERE tenant_id = $1 AND directory_id = $2 AND group_name_key = lower($3) AND role_id = $4`,
      [tx.tenantId, directory.id, input.groupName, role.id],
    )
    const about = { change: 'map', directory, role, groupName: input.groupName, already: held !== undefined } as const
    return previewOf(tx, about, input)
  })
}

type About = Pick<MappingPreview, 'change' | 'directory' | 'groupName' | 'already'> & {
  role: MappingPreview['role'] & { id: string; permissions: string[] }
}
type Page = Pick<z.infer<typeof groupsPreviewMappingInput>, 'outcome' | 'cursor' | 'limit'>

const NOBODY = { changed: 0, same: 0, changedDisabled: 0, changedInNameOnly: 0 }
const EMPTY = { items: [], nextCursor: null }

/** What a mapping, there or not, means for the people in the group. */
export async function previewOf(tx: TenantTx, about: About, page: Page): Promise<MappingPreview> {
  const after = page.cursor === undefined ? null : readPageCursor(page.cursor, uuidSchema.array().length(1))[0]
  const mayReadPeople = await tx.may('member:read')
  const [group] = await tx.query<{ id: string; nested: number }>(
    `SELECT g.id, (SELECT count(*)::int FROM group_closure c WHERE c.tenant_id = g.tenant_id AND c.ancestor_id = g.id) AS nested
     FROM groups g WHERE g.tenant_id = $1 AND g.directory_id = $2 AND g.display_name_key = lower($3)`,
    [tx.tenantId, about.directory.id, about.groupName],
  )
  const { id: roleId, key, name, permissions } = about.role
  const said = { ...about, role: { key, name }, permissions, group: group ?? null }
  // A mapping that is there gives the role already: mapping it again changes it for nobody.
  if (!group || about.already) return { ...said, counts: NOBODY, people: mayReadPeople ? EMPTY : null }
  const looked = { groupId: group.id, roleId }
  const counts = await countPreview(tx, looked)
  if (!mayReadPeople) return { ...said, counts, people: null }
  const rows = await previewedPeople(tx, looked, { outcome: page.outcome, after: after ?? null, limit: page.limit })
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  const nextCursor = last && rows.length > page.limit ? makePageCursor([last.id]) : null
  return { ...said, counts, people: { items, nextCursor } }
}
