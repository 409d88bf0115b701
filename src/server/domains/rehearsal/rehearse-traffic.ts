import type { Permission } from '#contracts/permissions.ts'
import type { RehearsalInput, RehearsalResult } from '#contracts/rehearsals.ts'
import { append } from '#server/domains/audit/index.ts'
import { maskText } from '#server/domains/provisioning-log/index.ts'
import {
  missingPermission,
  type Rehearsal,
  rehearse,
  type TenantScope,
  type TenantTx,
  withTenant,
} from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { accessOfEverybody, groupStates, membersOfGroups } from './access-store.ts'
import { compareAccess, compareGroups, Reasons } from './compare-access.ts'
import { parsePeopleList } from './parse-people-list.ts'
import { type RehearsedDirectory, rehearsedDirectory } from './rehearsed-directory.ts'
import { Replay } from './replay.ts'
import { replayRecorded } from './replay-recorded.ts'
import type { ScimDoor } from './scim-door.ts'
import { DIALECTS } from './traffic/dialects.ts'
import { runCycle } from './traffic/run-cycle.ts'
import type { Wanted } from './wanted.ts'
import { wantedOfTenant } from './wanted-of-tenant.ts'

/**
 * Replays a provider's traffic through the SCIM application in a transaction that is rolled back, and says who would
 * gain, lose or keep access. Only the event that it was rehearsed is kept.
 * @throws AppError `not_found` for the directory, `invalid_input` for the list, `too_many`, `unavailable`, `timeout`
 */
export async function rehearseTraffic(
  scope: TenantScope<'directory:rehearse'>,
  input: RehearsalInput,
  door: ScimDoor | undefined,
  now: Date = new Date(),
): Promise<RehearsalResult> {
  const started = performance.now()
  const { source } = input
  const listed = source.kind === 'list' ? parsePeopleList(source.text, source.missing === 'remove') : null
  const compared = await rehearse(scope, (rehearsal) => replayAndCompare(rehearsal, { ...input, listed, now }, door))
  await record(scope, input, compared)
  return { ...compared, milliseconds: Math.round(performance.now() - started) }
}

type Asked = RehearsalInput & { listed: Wanted | null; now: Date }

async function replayAndCompare(
  rehearsal: Rehearsal,
  asked: Asked,
  door: ScimDoor | undefined,
): Promise<Omit<RehearsalResult, 'milliseconds'>> {
  const { tx } = rehearsal
  const { source } = asked
  const provider = source.kind === 'log' ? null : source.provider
  // Names of people and what roles they hold, and what a provider sent, are shown to who may see them.
  for (const needed of ['member:read', 'group:read', ...(source.kind === 'log' ? LOG : [])] as Permission[]) {
    if (!(await tx.may(needed))) throw missingPermission(needed)
  }
  const directory = await rehearsedDirectory(tx, { ...asked, provider })
  if (door === undefined) throw new AppError({ code: 'unavailable', message: 'Nothing can be rehearsed here.' })
  const [peopleBefore, groupsBefore] = [await accessOfEverybody(tx), await groupStates(tx, directory.id)]
  const replay = new Replay(rehearsal, directory, door, source.kind === 'log' ? maskText : undefined)
  const played = await play(tx, replay, directory, asked, peopleBefore)
  const [peopleAfter, groupsAfter] = [await accessOfEverybody(tx), await groupStates(tx, directory.id)]
  const reasons = new Reasons(replay.touches, [...groupsBefore, ...groupsAfter])
  const { totals, people } = compareAccess(peopleBefore, peopleAfter, reasons)
  const named = new Set(people.flatMap(({ because }) => because))
  return {
    directory: directory.known,
    source: source.kind,
    ...played,
    requests: { sent: replay.trail.length, changing: replay.changing, refused: replay.refusedInAll },
    totals,
    people,
    groups: compareGroups(groupsBefore, groupsAfter),
    refused: replay.refused,
    guardRail: replay.guardRail,
    trail: replay.trail.filter(({ n }) => named.has(n)),
  }
}

const LOG: readonly Permission[] = ['provisioning-log:read']

type Played = Pick<RehearsalResult, 'provider' | 'leftOut' | 'sendsGroups'>

async function play(
  tx: TenantTx,
  replay: Replay,
  directory: RehearsedDirectory,
  { source, listed, now, directoryId, mappingsFrom }: Asked,
  people: readonly { id: string; name: string; userName: string; active: boolean; directoryId: string | null }[],
): Promise<Played> {
  const groups = await membersOfGroups(tx, directory.id)
  if (source.kind === 'log') {
    const names = new Map([...people, ...groups].map(({ id, name }) => [id, name]))
    const of = {
      directoryId: directory.known?.id ?? directory.id,
      from: source.from,
      to: source.to ?? now.toISOString(),
    }
    const { provider, ...leftOut } = await replayRecorded(tx, replay, of, names)
    return { provider, leftOut, sendsGroups: true }
  }
  const dialect = DIALECTS[source.provider]
  const wanted = listed ?? (await wantedOfTenant(tx, { directoryId, groupsOf: directoryId ?? mappingsFrom }))
  const theirs = people.filter((person) => person.directoryId === directory.id)
  await runCycle(dialect, wanted, { people: theirs, groups }, (request) => replay.ask(request, dialect.client))
  return { provider: source.provider, leftOut: { partly: 0, done: 0 }, sendsGroups: dialect.groups !== null }
}

/** After the rollback, in a transaction of its own: that it was rehearsed, by whom and how it came out. */
function record(
  scope: TenantScope<'directory:rehearse'>,
  { source }: RehearsalInput,
  { directory, provider, requests, totals }: Omit<RehearsalResult, 'milliseconds'>,
): Promise<void> {
  const { gains, loses, keeps } = totals
  return withTenant(scope, (tx) =>
    append(tx, {
      action: 'directory.rehearse',
      targets: directory === null ? [] : [{ type: 'directory', ...directory }],
      metadata: {
        provider,
        source: source.kind,
        requests: requests.sent,
        refused: requests.refused,
        gains,
        loses,
        keeps,
      },
    }),
  )
}
