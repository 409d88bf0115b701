import { type Announcement, isAwaited } from '#server/domains/webhooks/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

type Held = { id: string; directoryId: string; externalId: string | null; displayName: string; members: Member[] }
type Member = { type: 'user' | 'group'; id: string }

/**
 * The memberships that end because a person or group is about to be deleted, to be announced once they have. Read only
 * where a webhook wants to hear of them: a group may have very many.
 */
export async function endingMemberships(
  tx: TenantTx,
  of: { userId: string } | { groupId: string },
): Promise<Announcement[]> {
  if (!(await isAwaited(tx, ['membership.removed']))) return []
  const [text, id] = 'userId' in of ? [OF_USER, of.userId] : [OF_GROUP, of.groupId]
  const held = await tx.query<Held>(text, [tx.tenantId, id])
  return held.map(({ members, ...group }) => ({ type: 'membership.removed', group, members }))
}

const GROUP = `g.id, g.directory_id AS "directoryId", g.external_id AS "externalId", g.display_name AS "displayName"`

const OF_USER = `SELECT ${GROUP}, json_build_array(json_build_object('type', 'user', 'id', m.user_id)) AS members
  FROM group_members m JOIN groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
  WHERE m.tenant_id = $1 AND m.user_id = $2 ORDER BY g.id`

/** Its own members, and its places in other groups. */
const OF_GROUP = `SELECT ${GROUP}, (SELECT coalesce(json_agg(json_build_object('type', x.type, 'id', x.id)), '[]') FROM (
      SELECT 'user' AS type, m.user_id AS id FROM group_members m WHERE m.tenant_id = $1 AND m.group_id = $2
      UNION ALL SELECT 'group', n.member_id FROM group_nestings n WHERE n.tenant_id = $1 AND n.group_id = $2) x) AS members
    FROM groups g WHERE g.tenant_id = $1 AND g.id = $2
  UNION ALL SELECT ${GROUP}, json_build_array(json_build_object('type', 'group', 'id', n.member_id))
    FROM group_nestings n JOIN groups g ON g.tenant_id = n.tenant_id AND g.id = n.group_id
    WHERE n.tenant_id = $1 AND n.member_id = $2`
