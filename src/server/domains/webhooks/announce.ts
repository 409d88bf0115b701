import type { WebhookEventType } from '#contracts/webhooks.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { wakeDispatcher } from '#server/platform/queue/index.ts'

/** A person as the change left them; of who is deleted, as they were. */
type AnnouncedUser = {
  id: string
  directoryId: string
  externalId: string | null
  userName: string
  displayName: string
  givenName: string | null
  familyName: string | null
  email: string | null
  title: string | null
  department: string | null
  active: boolean
  scim: { emails?: unknown }
}
type AnnouncedGroup = { id: string; directoryId: string; externalId: string | null; displayName: string }

type AnnouncedMember = { type: 'user' | 'group'; id: string }

export type Announcement =
  | { type: 'user.created' | 'user.disabled' | 'user.enabled' | 'user.deleted'; user: AnnouncedUser }
  | { type: 'user.updated'; user: AnnouncedUser; changed: readonly string[] }
  | { type: 'group.created' | 'group.deleted'; group: AnnouncedGroup }
  | { type: 'group.updated'; group: AnnouncedGroup; changed: readonly string[] }
  | { type: 'membership.added' | 'membership.removed'; group: AnnouncedGroup; members: readonly AnnouncedMember[] }

/** People or groups in one row of webhook_changes, at most: what is laid out in one statement stays bounded. */
export const SUBJECTS_A_ROW = 1000

/** As it lies in webhook_changes: one entry may be about many people. */
type StoredChange = { type: WebhookEventType; subjectType: 'user' | 'group'; subjects: readonly string[]; data: object }

const waiting = new WeakMap<TenantTx, StoredChange[]>()

/**
 * Tells the tenant's webhooks of what this transaction has changed: both become durable, or neither does. Call it
 * once the rows are changed (so that they are held) and after `append`: it then travels with the COMMIT and costs no
 * round trip. Where no endpoint wants any of it, nothing is written. Repeated calls keep their order.
 */
export function announce(tx: TenantTx, announcements: readonly Announcement[]): void {
  const told = announcements.flatMap(stored).filter(({ subjects }) => subjects.length > 0)
  if (told.length === 0) return
  const queue = waiting.get(tx)
  if (queue) {
    queue.push(...told)
    return
  }
  waiting.set(tx, told)
  tx.beforeCommit(async () => {
    const rows = inRows(told)
    const types = [...new Set(told.map(({ type }) => type))]
    const ids = rows.map(() => newId())
    tx.lastly('webhook-announce', ANNOUNCE, [tx.tenantId, ids, rows.map((row) => JSON.stringify(row)), types])
    wakeDispatcher(tx)
  })
}

/**
 * The changes and the outbox row that has them laid out, where somebody wants them (platform/queue/enqueue.ts has the
 * row's form). Positions are given out as the rows stand in $3.
 */
const ANNOUNCE = `WITH change AS (
    INSERT INTO webhook_changes (tenant_id, id, changes) SELECT $1::uuid, part.id, part.changes::jsonb
    FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS part (id, changes, place)
    WHERE EXISTS (SELECT 1 FROM webhook_endpoints
      WHERE tenant_id = $1::uuid AND state <> 'disabled' AND event_types && $4::text[])
    ORDER BY part.place
    RETURNING tenant_id, id
  )
  INSERT INTO outbox (tenant_id, id, topic, payload)
  SELECT tenant_id, id, 'lay-out-webhooks', '{}' FROM change WHERE id = ($2::uuid[])[1]`

/** What a transaction tells is one row, but for the members of a large group: they take as many as they need. */
function inRows(told: readonly StoredChange[]): StoredChange[][] {
  const rows: StoredChange[][] = [[]]
  let room = SUBJECTS_A_ROW
  for (const change of told) {
    for (let from = 0; from < change.subjects.length; ) {
      if (room === 0) {
        rows.push([])
        room = SUBJECTS_A_ROW
      }
      const subjects = change.subjects.slice(from, from + room)
      rows.at(-1)?.push(subjects.length === change.subjects.length ? change : { ...change, subjects })
      from += subjects.length
      room -= subjects.length
    }
  }
  return rows
}

/** Whether anybody wants to hear of these: for what has to be read only in order to be told. */
export async function isAwaited(tx: TenantTx, types: readonly WebhookEventType[]): Promise<boolean> {
  const [row] = await tx.prepared<{ awaited: boolean }>(
    'webhook-awaited',
    `SELECT EXISTS (SELECT 1 FROM webhook_endpoints
       WHERE tenant_id = $1 AND state <> 'disabled' AND event_types && $2::text[]) AS awaited`,
    [tx.tenantId, types],
  )
  return row?.awaited === true
}

function stored(told: Announcement): StoredChange | StoredChange[] {
  if ('members' in told) {
    const data = { group: groupData(told.group) }
    return (['user', 'group'] as const).map((subjectType) => ({
      type: told.type,
      subjectType,
      subjects: told.members.filter(({ type }) => type === subjectType).map(({ id }) => id),
      data,
    }))
  }
  const changed = 'changed' in told ? { changed: told.changed } : {}
  if ('user' in told) {
    const { type, user } = told
    return { type, subjectType: 'user', subjects: [user.id], data: { user: userData(user), ...changed } }
  }
  const { type, group } = told
  return { type, subjectType: 'group', subjects: [group.id], data: { group: groupData(group), ...changed } }
}

/** What is sent, by name: nothing that a provider keeps with a person besides leaves with it. */
function userData(user: AnnouncedUser): object {
  const { id, directoryId, externalId, userName, displayName, givenName, familyName, email, title, department } = user
  const emails = Array.isArray(user.scim.emails) ? user.scim.emails : []
  return {
    id,
    directoryId,
    externalId,
    userName,
    displayName,
    givenName,
    familyName,
    email,
    emails,
    title,
    department,
    active: user.active,
  }
}

function groupData({ id, directoryId, externalId, displayName }: AnnouncedGroup): object {
  return { id, directoryId, externalId, displayName }
}
