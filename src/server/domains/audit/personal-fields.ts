import { hash, randomFillSync } from 'node:crypto'
import { canonicalizeStrict } from './canonical-json.ts'
import { invalidAuditInput, pointerToken } from './invalid-audit-input.ts'
import type { ScrubbedMetadata } from './secret-scrub.ts'

/**
 * A personal field beside its event: `path` is the RFC 6901 pointer to where it would stand, `salt` 16 random bytes,
 * `value` the RFC 8785 text of the value. Erasing sets salt and value to null and nothing else.
 */
export type SaltedField = { path: string; salt: Buffer; value: string }

const SALT_BYTES = 16
/** A personal value in RFC 8785 form has at most as many bytes as all metadata together. */
export const MAX_PERSONAL_BYTES = 16_384

const DOMAIN = Buffer.from('gatehouse/field/v1\u0000')
const HEAD_BYTES = DOMAIN.length + SALT_BYTES
const scratch = Buffer.alloc(16_384)
DOMAIN.copy(scratch)

/**
 * Base64 of `SHA-256("gatehouse/field/v1" ‖ 0x00 ‖ salt ‖ JCS([path, value]))` (AUDIT-LOG.md, Personal fields).
 *
 * @throws RangeError where the salt does not have 16 bytes: a shorter one could be guessed.
 */
export function commitTo(field: { path: string; salt: Uint8Array; value: string }): string {
  if (field.salt.length !== SALT_BYTES) throw new RangeError('A salt has 16 bytes')
  // `value` is in RFC 8785 form already, so the array of both is too.
  const text = `[${JSON.stringify(field.path)},${field.value}]`
  const most = HEAD_BYTES + text.length * 3
  const input = most <= scratch.length ? scratch : Buffer.alloc(most)
  if (input !== scratch) DOMAIN.copy(input)
  input.set(field.salt, DOMAIN.length)
  return hash('sha256', input.subarray(0, HEAD_BYTES + input.write(text, HEAD_BYTES)), 'base64')
}

/**
 * Whether path, salt and value are what an event committed to.
 *
 * @param commitment base64, as it stands in the event's `personal`.
 */
export function checkCommitment(
  field: { path: string; salt: Uint8Array; value: string },
  commitment: string | undefined,
): boolean {
  return field.salt.length === SALT_BYTES && commitTo(field) === commitment
}

let pool = Buffer.alloc(0)
let used = 0

/** 16 random bytes, no two the same. Drawn many at once, because each draw costs more than a hash. */
function freshSalt(): Buffer {
  if (used === pool.length) {
    // A new Buffer each time: salts that were handed out are parts of the old one.
    pool = randomFillSync(Buffer.alloc(SALT_BYTES * 256))
    used = 0
  }
  used += SALT_BYTES
  return pool.subarray(used - SALT_BYTES, used)
}

/** The parts of an event that hold personal fields. */
export type PersonalParts = {
  actor: { name?: string | undefined; email?: string | undefined }
  context: { ip?: string | undefined; userAgent?: string | undefined; location?: unknown }
  targets: readonly { name?: string | undefined }[]
  metadata: ScrubbedMetadata
  /** Top-level members of `metadata`, or all of it as one field. A key that is not there is passed over. */
  personalMetadataKeys: readonly string[] | 'all'
}

/**
 * Splits the personal fields off an event: each with a fresh salt, in the order of their paths (which is that of the
 * event's `personal`), and the RFC 8785 text of the metadata that stays in clear. Metadata that is personal as a
 * whole is committed to even where it is empty, so that nobody learns that it was.
 *
 * @returns `metadataBytes`: the length in RFC 8785 form of all metadata, personal or not.
 * @throws AppError `invalid_input` with the path of a value that JCS cannot carry or that is too long.
 */
export function splitPersonalFields(parts: PersonalParts): {
  personal: SaltedField[]
  metadata: string
  metadataBytes: number
} {
  const values: [path: string, value: string][] = []
  const add = (path: string, value: unknown, depth: number) => {
    if (value !== undefined) values.push([path, canonicalizeStrict(value, path, depth)])
  }
  addText('/actor/name', parts.actor.name)
  addText('/actor/email', parts.actor.email)
  addText('/context/ip', parts.context.ip)
  addText('/context/userAgent', parts.context.userAgent)
  add('/context/location', parts.context.location, 2)
  for (const [index, target] of parts.targets.entries()) addText(`/targets/${index}/name`, target.name)
  const metadata = splitMetadata(parts, (path, value) => values.push([path, value]))
  for (const [path, value] of values) {
    if (value.length > MAX_PERSONAL_BYTES / 3 && Buffer.byteLength(value) > MAX_PERSONAL_BYTES) {
      throw invalidAuditInput(path, `must have at most ${MAX_PERSONAL_BYTES} bytes. Shorten it.`)
    }
  }
  values.sort(([a], [b]) => (a < b ? -1 : 1))
  const personal = values.map(([path, value]) => ({ path, salt: freshSalt(), value }))
  return { personal, ...metadata }

  function addText(path: string, value: unknown) {
    if (value !== undefined && typeof value !== 'string') throw invalidAuditInput(path, 'must be a text.')
    add(path, value, 2)
  }
}

function splitMetadata(
  { metadata, personalMetadataKeys }: PersonalParts,
  add: (path: string, value: string) => void,
): { metadata: string; metadataBytes: number } {
  if (personalMetadataKeys === 'all') {
    const text = canonicalizeStrict(metadata, '/metadata', 1)
    add('/metadata', text)
    return { metadata: '{}', metadataBytes: Buffer.byteLength(text) }
  }
  if (personalMetadataKeys.length === 0) {
    const text = canonicalizeStrict(metadata, '/metadata', 1)
    return { metadata: text, metadataBytes: Buffer.byteLength(text) }
  }
  const personal = new Set(personalMetadataKeys)
  const clear: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(metadata)) {
    if (!personal.has(key)) clear[key] = value
    else add(`/metadata/${pointerToken(key)}`, canonicalizeStrict(value, `/metadata/${pointerToken(key)}`, 2))
  }
  // Both halves together also tell a broken name of a personal member.
  const whole = canonicalizeStrict(metadata, '/metadata', 1)
  return { metadata: canonicalizeStrict(clear, '/metadata', 1), metadataBytes: Buffer.byteLength(whole) }
}
