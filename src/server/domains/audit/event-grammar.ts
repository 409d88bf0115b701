/** Limits and forms of the hashed event (AUDIT-BUNDLE.md, The hashed event). Bytes are of UTF-8. */
export const MAX_EVENT_BYTES = 65_535
export const MAX_METADATA_BYTES = 16_384
export const MAX_METADATA_MEMBERS = 50
export const MAX_TARGETS = 32
export const MAX_ACTION_LENGTH = 128

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const ACTION = /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+$/
const BASE64 = /^[A-Za-z0-9+/]+=$/
/** The last digit of 32 bytes carries four bits; others would decode to the same bytes (RFC 4648 section 3.5). */
const LAST_DIGITS = 'AEIMQUYcgkosw048'
const FREQUENT_PATHS = new Set(['/actor/name', '/actor/email', '/context/ip', '/context/userAgent', '/metadata'])
const PERSONAL_PATH =
  /^\/(?:actor\/(?:name|email)|context\/(?:ip|userAgent|location)|targets\/(?:0|[1-9]\d?)\/name|metadata(?:\/(?:[^~/]|~[01])*)?)$/

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)
export const isUuidV7 = (value: unknown): value is string => typeof value === 'string' && UUID_V7.test(value)
export const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1
export const isAction = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_ACTION_LENGTH && ACTION.test(value)
/** Base64 of 32 bytes, padded and canonical. */
export const isCommitment = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 44 && LAST_DIGITS.includes(value.charAt(42)) && BASE64.test(value)
export const isPersonalPath = (path: string): boolean => FREQUENT_PATHS.has(path) || PERSONAL_PATH.test(path)
/** `system` and `anonymous` may act without an id. */
export const mayLackId = (actorType: string): boolean => actorType === 'system' || actorType === 'anonymous'
