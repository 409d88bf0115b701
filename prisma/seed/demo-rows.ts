import { userColumns } from '#server/domains/directory/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import type { CastMember, DemoCast } from './demo-cast.ts'
import type { DemoHistory } from './demo-history.ts'
import { DAY_MS } from './working-rhythm.ts'

const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const SESSION_HOURS = 12
/** Sessions that ended earlier would be removed by the next housekeeping anyway. */
const SESSION_DAYS = 29

/** People and groups as the directory's pushes leave them today; many rows a statement, since the seed has seconds. */
export async function keepPeople(tx: TenantTx, cast: DemoCast, start: Date): Promise<void> {
  tx.housekeeping('rows that the demo seed or a test lays down')
  const since = (days: number) => new Date(start.getTime() + 25 * 60_000 + days * DAY_MS)
  await tx.query(
    `INSERT INTO users (tenant_id, directory_id, id, external_id, user_name, display_name, given_name, family_name, email,
       title, department, active, scim, created_at, updated_at)
     SELECT $1, $2, p.id, p."externalId", p."userName", p."displayName", p."givenName", p."familyName", p.email,
       p.title, p.department, p.active, p.scim, p."createdAt", p."updatedAt"
     FROM jsonb_to_recordset($3::jsonb) AS p(id uuid, "externalId" text, "userName" text, "displayName" text,
       "givenName" text, "familyName" text, email text, title text, department text, active boolean, scim jsonb,
       "createdAt" timestamptz, "updatedAt" timestamptz)`,
    [
      tx.tenantId,
      cast.directory.id,
      JSON.stringify(
        cast.people.map((person) => ({
          id: person.id,
          ...userColumns(asPushed(person)),
          createdAt: since(person.joinedDay),
          updatedAt: since(person.leftDay ?? person.joinedDay),
        })),
      ),
    ],
  )
  await tx.query(
    `INSERT INTO groups (tenant_id, directory_id, id, external_id, display_name, created_at, updated_at)
     SELECT $1, $2, g.id, g."externalId", g.name, $4, $4
     FROM jsonb_to_recordset($3::jsonb) AS g(id uuid, "externalId" text, name text)`,
    [
      tx.tenantId,
      cast.directory.id,
      JSON.stringify(cast.groups.map(({ id, name }) => ({ id, name, externalId: `grp-${slug(name)}` }))),
      since(0),
    ],
  )
  await tx.query(
    `INSERT INTO group_members (tenant_id, group_id, user_id, created_at)
     SELECT $1, g.id, member.id::uuid, $3 FROM jsonb_to_recordset($2::jsonb) AS g(id uuid, "memberIds" jsonb),
       jsonb_array_elements_text(g."memberIds") AS member(id)`,
    [tx.tenantId, JSON.stringify(cast.groups), since(0)],
  )
}

/** What the provider would have sent, so that SCIM answers about them as about anybody else. */
function asPushed(person: CastMember) {
  return {
    externalId: `emp-${person.userName.split('@')[0]}`,
    userName: person.userName,
    active: person.leftDay === null,
    name: { givenName: person.givenName, familyName: person.familyName, formatted: person.displayName },
    displayName: person.displayName,
    emails: [{ value: person.email, type: 'work', primary: true }],
    title: person.title,
    [ENTERPRISE_USER]: { department: person.department },
  }
}

/** The sessions and keys that the history speaks of. Their secrets never existed, so nobody holds one. */
export async function keepSessionsAndKeys(
  tx: TenantTx,
  cast: DemoCast,
  history: DemoHistory,
  randomHash: () => Buffer,
): Promise<void> {
  tx.housekeeping('rows that the demo seed or a test lays down')
  const newest = history.sessions.reduce((latest, { createdAt }) => Math.max(latest, createdAt.getTime()), 0)
  const kept = history.sessions.filter(({ createdAt }) => createdAt.getTime() > newest - SESSION_DAYS * DAY_MS)
  await tx.query(
    `INSERT INTO sessions (tenant_id, connection_id, id, user_id, token_hash, ip, user_agent, created_at, last_seen_at, expires_at, revoked_at)
     SELECT $1, $2, s.id, s."userId", decode(s.hash, 'hex'), s.ip, s."userAgent", s."createdAt", s."lastSeenAt",
       s."createdAt" + interval '${SESSION_HOURS} hours', s."revokedAt"
     FROM jsonb_to_recordset($3::jsonb) AS s(id uuid, "userId" uuid, hash text, ip text, "userAgent" text,
       "createdAt" timestamptz, "lastSeenAt" timestamptz, "revokedAt" timestamptz)`,
    [
      tx.tenantId,
      cast.connection.id,
      JSON.stringify(kept.map((session) => ({ ...session, hash: randomHash().toString('hex') }))),
    ],
  )
  for (const key of history.apiKeys) {
    await tx.query(
      `INSERT INTO api_keys (tenant_id, id, name, prefix, created_by, token_hash, permissions, created_at, revoked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tx.tenantId,
        key.id,
        key.name,
        `ghk_${newId().slice(-6)}`,
        cast.people[0]?.id,
        randomHash(),
        key.permissions,
        key.createdAt,
        key.revokedAt,
      ],
    )
  }
}

/** What the operations above made just now, dated as their events are. */
export async function datedRows(
  tx: TenantTx,
  facts: { start: Date; tokenId: string; lastPushAt: Date },
): Promise<void> {
  for (const table of ['sso_connections', 'directories', 'scim_tokens', 'group_role_mappings', 'role_assignments']) {
    await tx.query(`UPDATE ${table} SET created_at = $2 WHERE tenant_id = $1`, [tx.tenantId, facts.start])
  }
  await tx.query('UPDATE scim_tokens SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    facts.tokenId,
    facts.lastPushAt,
  ])
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
