import { ACTOR_TYPES, OUTCOMES } from '#contracts/audit-events.ts'
import { canonicalizeStrict } from './canonical-json.ts'
import {
  isAction,
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
import { isEventTime, normalizeEventTime } from './event-time.ts'
import { invalidAuditInput } from './invalid-audit-input.ts'
import { commitTo, type SaltedField, splitPersonalFields } from './personal-fields.ts'
import { scrubSecrets } from './secret-scrub.ts'

/**
 * An event before hashing. `recordedAt` is in the log's form, `occurredAt` any RFC 3339 time or null. `name`, `email`,
 * `ip`, `userAgent`, `location` and the metadata named in `personalMetadataKeys` (top-level members, or `all`) are
 * personal: the hashed text holds commitments to them and nothing else.
 */
export type CanonicalEventInput = {
  tenantId: string
  seq: number
  id: string
  recordedAt: string
  occurredAt: string | null
  actor: {
    type: (typeof ACTOR_TYPES)[number]
    id?: string | undefined
    name?: string | undefined
    email?: string | undefined
  }
  action: string
  targets: readonly { type: string; id: string; name?: string | undefined }[]
  outcome: { result: (typeof OUTCOMES)[number]; reason?: string | undefined }
  context: {
    source: string
    requestId?: string | undefined
    sessionId?: string | undefined
    decisionId?: string | undefined
    ip?: string | undefined
    userAgent?: string | undefined
    location?: unknown
  }
  metadata: Readonly<Record<string, unknown>>
  personalMetadataKeys: readonly string[] | 'all'
}

/** `canonical`: the RFC 8785 text that is hashed; `bytes`: it in UTF-8; `personal`: what stands beside it, by path. */
export type CanonicalEvent = { canonical: string; bytes: Buffer; personal: SaltedField[] }

/**
 * The hashed event of AUDIT-BUNDLE.md and the personal fields beside it. Secrets in the metadata are replaced by
 * `[scrubbed]` first. Salts are fresh, so no two calls give the same text where there are personal fields.
 *
 * @throws AppError `invalid_input` with the path of what breaks a limit or a form.
 */
export function buildCanonicalEvent(input: CanonicalEventInput): CanonicalEvent {
  checkForms(input)
  const { actor, context, outcome } = input
  const { personal, metadata, metadataBytes } = splitPersonalFields({
    actor,
    context,
    targets: input.targets,
    metadata: scrubSecrets(input.metadata),
    personalMetadataKeys: input.personalMetadataKeys,
  })
  if (metadataBytes > MAX_METADATA_BYTES) {
    throw invalidAuditInput('/metadata', `must have at most ${MAX_METADATA_BYTES} bytes as JSON. Send less.`)
  }
  const commitments = personal.map((field) => `${JSON.stringify(field.path)}:"${commitTo(field)}"`)
  const occurredAt = input.occurredAt === null ? null : normalizeEventTime(input.occurredAt, '/occurredAt')
  // Members in the order of RFC 8785 section 3.2.3; every value is written by canonicalizeStrict or has a closed form.
  const canonical = `{"action":"${input.action}","actor":${write({ id: actor.id, type: actor.type }, '/actor')},"context":${write(
    {
      decisionId: context.decisionId,
      requestId: context.requestId,
      sessionId: context.sessionId,
      source: context.source,
    },
    '/context',
  )},"id":"${input.id}","metadata":${metadata},"occurredAt":${occurredAt === null ? 'null' : `"${occurredAt}"`},"outcome":${write(
    { reason: outcome.reason, result: outcome.result },
    '/outcome',
  )},"personal":{${commitments.join(',')}},"recordedAt":"${input.recordedAt}","seq":${input.seq},"targets":${write(
    input.targets.map(({ id, type }) => ({ id, type })),
    '/targets',
  )},"tenantId":"${input.tenantId}","v":1}`
  const bytes = Buffer.from(canonical)
  if (bytes.length > MAX_EVENT_BYTES) {
    throw invalidAuditInput(
      '',
      `has ${bytes.length} bytes as JSON; an event has at most ${MAX_EVENT_BYTES}. Send less.`,
    )
  }
  return { canonical, bytes, personal }
}

function write(value: unknown, path: string): string {
  return canonicalizeStrict(value, path, 1)
}

// What JavaScript counts as a control character, and half a surrogate pair's place is left to canonicalizeStrict.
const TEXT_ID = /^[^\p{Cc}]{1,256}$/u
// An identifier of a person must not be a name (white space) or an address (@), which could not be erased.
const OPAQUE_ID = /^[^\p{Cc}\s@]{1,256}$/u
const TYPE = /^[A-Za-z][A-Za-z0-9_.:-]{0,127}$/
const CODE = /^[A-Za-z][A-Za-z0-9_.:-]{0,127}$/

function checkForms(input: CanonicalEventInput): void {
  const { actor, context, outcome, targets } = input
  require(isUuid(input.tenantId), '/tenantId', 'must be a lower-case UUID.')
  require(isSeq(input.seq), '/seq', 'must be a whole number from 1.')
  require(isUuidV7(input.id), '/id', 'must be a lower-case UUID of version 7.')
  require(isEventTime(input.recordedAt), '/recordedAt', 'must be a UTC time with six digits of a second.')
  require(isAction(
    input.action,
  ), '/action', `must be noun.verb in lower case, at most ${MAX_ACTION_LENGTH} characters, such as workflow.execute.`)
  require(ACTOR_TYPES.includes(actor.type), '/actor/type', `must be one of ${ACTOR_TYPES.join(', ')}.`)
  if (actor.id !== undefined || !mayLackId(actor.type)) {
    require(matches(
      OPAQUE_ID,
      actor.id,
    ), '/actor/id', 'must be an opaque identifier of 1 to 256 characters, never a name or an address: those go to name and email.')
  }
  require(targets.length <= MAX_TARGETS, '/targets', `must have at most ${MAX_TARGETS} entries. Split the event.`)
  for (const [index, target] of targets.entries()) {
    require(matches(TYPE, target.type), `/targets/${index}/type`, 'must be a type such as workflow, without spaces.')
    require(matches(TEXT_ID, target.id), `/targets/${index}/id`, 'must be an identifier of 1 to 256 characters.')
  }
  require(OUTCOMES.includes(outcome.result), '/outcome/result', `must be one of ${OUTCOMES.join(', ')}.`)
  if (outcome.reason !== undefined) {
    require(matches(CODE, outcome.reason), '/outcome/reason', 'must be a code such as quota_exceeded, without spaces.')
  }
  require(matches(CODE, context.source), '/context/source', 'must name a source such as api, without spaces.')
  for (const name of ['requestId', 'sessionId', 'decisionId'] as const) {
    if (context[name] === undefined) continue
    require(matches(TEXT_ID, context[name]), `/context/${name}`, 'must be an identifier of 1 to 256 characters.')
  }
  const { metadata } = input
  require(typeof metadata === 'object' &&
    metadata !== null &&
    !Array.isArray(metadata), '/metadata', 'must be an object.')
  const members = Object.values(metadata).filter((value) => value !== undefined).length
  require(members <= MAX_METADATA_MEMBERS, '/metadata', `must have at most ${MAX_METADATA_MEMBERS} members. Send less.`)
}

function matches(form: RegExp, value: unknown): boolean {
  return typeof value === 'string' && form.test(value)
}

function require(holds: boolean, path: string, sentence: string): void {
  if (!holds) throw invalidAuditInput(path, sentence)
}
