import { ACTOR_TYPES, OUTCOMES } from '#contracts/audit-events.ts'
import { canonicalizeStrict, type JsonObject, type JsonValue } from './canonical-json.ts'
import {
  isAction,
  isCommitment,
  isPersonalPath,
  isSeq,
  isUuid,
  isUuidV7,
  MAX_ACTION_LENGTH,
  MAX_EVENT_BYTES,
  MAX_METADATA_BYTES,
  MAX_METADATA_MEMBERS,
  MAX_TARGETS,
  mayLackId,
} from './event-grammar.ts'
import { isEventTime } from './event-time.ts'
import { invalidAuditInput, pointerToken } from './invalid-audit-input.ts'
import { parseCanonicalJson } from './parse-strict.ts'

/** The hashed event of AUDIT-BUNDLE.md, read. `personal`: path → base64 of the commitment, in the order of the text. */
export type HashedEvent = {
  v: 1
  tenantId: string
  seq: number
  id: string
  recordedAt: string
  occurredAt: string | null
  actor: { type: (typeof ACTOR_TYPES)[number]; id?: string }
  action: string
  targets: { type: string; id: string }[]
  outcome: { result: (typeof OUTCOMES)[number]; reason?: string }
  context: { source: string; requestId?: string; sessionId?: string; decisionId?: string }
  metadata: JsonObject
  personal: Record<string, string>
}

/** Names in the order of the text; with `?` a member that may be absent. */
const EVENT = closedList(
  'action actor context id metadata occurredAt outcome personal recordedAt seq targets tenantId v',
)
const ACTOR = closedList('id? type')
const CONTEXT = closedList('decisionId? requestId? sessionId? source')
const OUTCOME = closedList('reason? result')
const TARGET = closedList('id type')
const BAD_ACTION = `must be noun.verb of at most ${MAX_ACTION_LENGTH} characters.`
const BAD_ACTOR_TYPE = `must be one of ${ACTOR_TYPES.join(', ')}.`
const BAD_RESULT = `must be one of ${OUTCOMES.join(', ')}.`

type ClosedList = readonly { name: string; optional: boolean }[]

function closedList(names: string): ClosedList {
  return names.split(' ').map((name) => ({ name: name.replace('?', ''), optional: name.endsWith('?') }))
}

/**
 * Reads a hashed event strictly: RFC 8785 form, closed lists of members, every limit and form of AUDIT-BUNDLE.md.
 * For verification: it accepts what that page allows, which is wider than what `buildCanonicalEvent` makes.
 *
 * @throws AppError `invalid_input` with the path of what is wrong.
 */
export function parseCanonicalEvent(text: string): HashedEvent {
  // A UTF-16 unit takes at most three bytes, so most texts need no counting.
  if (text.length * 3 > MAX_EVENT_BYTES && Buffer.byteLength(text) > MAX_EVENT_BYTES) {
    throw invalidAuditInput('', `has more than ${MAX_EVENT_BYTES} bytes.`)
  }
  const event = members(parseCanonicalJson(text), '', EVENT)
  hold(event.v === 1, '/v', 'must be 1.')
  hold(isUuid(event.tenantId), '/tenantId', 'must be a lower-case UUID.')
  hold(isSeq(event.seq), '/seq', 'must be a whole number from 1.')
  hold(isUuidV7(event.id), '/id', 'must be a lower-case UUID of version 7.')
  hold(isEventTime(event.recordedAt), '/recordedAt', 'must be a UTC time with six digits of a second.')
  const { occurredAt } = event
  hold(occurredAt === null || isEventTime(occurredAt), '/occurredAt', 'must be a time with six digits or null.')
  hold(isAction(event.action), '/action', BAD_ACTION)

  const actor = members(event.actor, '/actor', ACTOR)
  hold(among(ACTOR_TYPES, actor.type), '/actor/type', BAD_ACTOR_TYPE)
  hold('id' in actor ? isText(actor.id) : mayLackId(actor.type as string), '/actor/id', 'must be an identifier.')

  const targets = checkTargets(event.targets)
  const outcome = members(event.outcome, '/outcome', OUTCOME)
  hold(among(OUTCOMES, outcome.result), '/outcome/result', BAD_RESULT)
  texts(outcome, '/outcome')
  texts(members(event.context, '/context', CONTEXT), '/context')
  const metadata = checkMetadata(event.metadata, text.length)
  checkPersonal(event.personal, targets, metadata)
  return event as unknown as HashedEvent
}

function checkTargets(value: JsonValue | undefined): number {
  if (!Array.isArray(value)) throw invalidAuditInput('/targets', 'must be an array.')
  hold(value.length <= MAX_TARGETS, '/targets', `must have at most ${MAX_TARGETS} entries.`)
  for (let index = 0; index < value.length; index += 1) {
    const path = `/targets/${index}`
    texts(members(value[index], path, TARGET), path)
  }
  return value.length
}

function checkMetadata(value: JsonValue | undefined, eventLength: number): JsonObject {
  const metadata = object(value, '/metadata')
  const count = Object.keys(metadata).length
  hold(count <= MAX_METADATA_MEMBERS, '/metadata', `must have at most ${MAX_METADATA_MEMBERS} members.`)
  if (eventLength * 3 > MAX_METADATA_BYTES && Buffer.byteLength(canonicalizeStrict(metadata)) > MAX_METADATA_BYTES) {
    throw invalidAuditInput('/metadata', `must have at most ${MAX_METADATA_BYTES} bytes.`)
  }
  return metadata
}

function checkPersonal(value: JsonValue | undefined, targets: number, metadata: JsonObject): void {
  const personal = object(value, '/personal')
  for (const path of Object.keys(personal)) {
    const fault = faultOfPath(path, targets, metadata, personal)
    if (fault) throw invalidAuditInput(`/personal/${pointerToken(path)}`, fault)
    if (!isCommitment(personal[path])) {
      throw invalidAuditInput(`/personal/${pointerToken(path)}`, 'must be the base64 of 32 bytes.')
    }
  }
}

function faultOfPath(path: string, targets: number, metadata: JsonObject, personal: JsonObject): string | null {
  if (!isPersonalPath(path)) return 'is not a path of a personal field.'
  if (path.startsWith('/targets/') && Number(path.slice(9, -5)) >= targets) return 'names a target that is not there.'
  if (path === '/metadata' && Object.keys(metadata).length > 0) return 'also stands in clear.'
  if (path.startsWith('/metadata/')) {
    if (Object.hasOwn(personal, '/metadata')) return 'stands beside /metadata, which holds it.'
    const key = path.slice(10).replaceAll('~1', '/').replaceAll('~0', '~')
    if (Object.hasOwn(metadata, key)) return 'also stands in clear.'
  }
  return null
}

function object(value: JsonValue | undefined, path: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidAuditInput(path, 'must be an object.')
  }
  return value
}

/** Members lists are closed: one missing or unknown is an error. Both lists are sorted, so one walk finds either. */
function members(value: JsonValue | undefined, path: string, all: ClosedList): JsonObject {
  const checked = object(value, path)
  const names = Object.keys(checked)
  let at = 0
  for (const { name, optional } of all) {
    if (names[at] === name) at += 1
    else if (!optional && !Object.hasOwn(checked, name)) throw invalidAuditInput(`${path}/${name}`, 'is missing.')
    else if (!optional) break
  }
  const unknown = names[at]
  if (unknown !== undefined)
    throw invalidAuditInput(`${path}/${pointerToken(unknown)}`, 'is not a member of the format.')
  return checked
}

function texts(value: JsonObject, path: string): void {
  for (const name of Object.keys(value)) {
    if (!isText(value[name])) throw invalidAuditInput(`${path}/${name}`, 'must be a text that is not empty.')
  }
}

const isText = (value: JsonValue | undefined) => typeof value === 'string' && value !== ''
const among = (list: readonly string[], value: JsonValue | undefined) => list.includes(value as string)

function hold(holds: boolean, path: string, sentence: string): void {
  if (!holds) throw invalidAuditInput(path, sentence)
}
