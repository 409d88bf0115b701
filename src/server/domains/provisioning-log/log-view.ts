import {
  type ProvisioningClient,
  type ProvisioningDetail,
  type ProvisioningEntry,
  provisioningClientSchema,
} from '#contracts/provisioning-log.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { advise } from './advise.ts'
import type { NameOf } from './describe-deeds.ts'
import { describeRequest } from './describe-request.ts'
import { type LogDetailRow, type LogRow, namesOf } from './log-store.ts'
import { requestChecks } from './request-checks.ts'
import { joinPersonal } from './split-personal.ts'

/** Names of those whom rows are about, as far as the reader may see them. */
export async function namesIn(tx: TenantTx, rows: readonly Pick<LogRow, 'facts'>[]): Promise<NameOf> {
  const [people, groups] = [await tx.may('member:read'), await tx.may('group:read')]
  const ids = { people: new Set<string>(), groups: new Set<string>() }
  for (const { facts } of rows) {
    if (facts.target !== null) ids[facts.subject === 'group' ? 'groups' : 'people'].add(facts.target)
    for (const deed of facts.deeds) {
      if (deed.group) ids.groups.add(deed.group)
      // One person is called by name, several are counted.
      if (deed.users.length === 1) ids.people.add(deed.users[0] as string)
    }
  }
  const names = await namesOf(tx, { people: people ? [...ids.people] : [], groups: groups ? [...ids.groups] : [] })
  return (id) => names.get(id) ?? null
}

export function entryOf(row: LogRow, nameOf: NameOf): ProvisioningEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    durationMs: Math.round(row.durationMs * 10) / 10,
    kind: row.kind,
    outcome: row.outcome,
    method: row.method,
    status: row.status,
    scimType: row.scimType,
    sentence: describeRequest(row, nameOf),
    dryRun: row.facts.dryRun === true,
    client: row.provider,
    token: row.tokenPrefix === null ? null : { id: row.tokenId, prefix: row.tokenPrefix },
  }
}

/** With personal values where `revealed`, and hidden otherwise. */
export function detailOf(
  row: LogDetailRow,
  nameOf: NameOf,
  revealed: boolean,
): Omit<ProvisioningDetail, 'people' | 'groups'> {
  const { personal } = row
  const hidden = Object.keys(personal.request ?? {}).length + Object.keys(personal.response ?? {}).length
  return {
    ...entryOf(row, nameOf),
    directory: { id: row.directoryId, name: row.directoryName },
    requestId: row.requestId,
    path: revealed ? (personal.path ?? row.path) : row.path,
    query: revealed ? (personal.query ?? row.query) : row.query,
    detail: revealed ? (personal.detail ?? row.detail) : row.detail,
    userAgent: row.userAgent,
    request: { body: joinPersonal(row.request, revealed ? (personal.request ?? {}) : null), bytes: row.requestBytes },
    response: {
      body: joinPersonal(row.response, revealed ? (personal.response ?? {}) : null),
      bytes: row.responseBytes,
    },
    checks: requestChecks(row),
    advice: advise({ ...row, client: clientOf(row) }),
    auditSeqs: row.auditSeqs,
    hiddenValues: hidden,
  }
}

/** As its client says; where it does not, as the directory was set up. */
function clientOf(row: LogDetailRow): ProvisioningClient {
  if (row.provider !== 'other') return row.provider
  return provisioningClientSchema.safeParse(row.directoryProvider).data ?? 'other'
}
