import { type DestinationStream, type Logger, pino } from 'pino'
import { perProcess } from '../per-process.ts'

/** What never reaches a log: credentials, assertions and personal fields, wherever they hang and however they are cased. */
const SECRET_NAMES = new Set(
  [
    'authorization',
    'cookie',
    'set-cookie',
    'token',
    'access_token',
    'accessToken',
    'refresh_token',
    'refreshToken',
    'id_token',
    'idToken',
    'code',
    'state',
    'password',
    'secret',
    'client_secret',
    'clientSecret',
    'assertion',
    'SAMLResponse',
    'RelayState',
    'email',
    'userName',
    'displayName',
    'givenName',
    'familyName',
    'name',
    'ip',
    'userAgent',
    'emails',
    'phoneNumbers',
    'addresses',
  ].map((name) => name.toLowerCase()),
)
const DEEPEST = 8

/** A copy without secrets. Errors are left to their serializer; what hangs too deep is cut off. */
function redact(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (depth === DEEPEST) return '[cut off]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  const copy: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    copy[key] = SECRET_NAMES.has(key.toLowerCase()) ? '[redacted]' : redact(member, depth + 1)
  }
  return copy
}

export function makeLogger(options: { level?: string; destination?: { write(line: string): void } } = {}): Logger {
  const settings = {
    level: options.level ?? process.env.LOG_LEVEL ?? 'info',
    base: { service: 'gatehouse' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (object: Record<string, unknown>) => redact(object) as Record<string, unknown>,
    },
    serializers: { err: describeError },
  }
  return pino(settings, options.destination ?? logDestination())
}

/** An error for the log: its class, code, message, stack. Fields that libraries hang on errors (queries, values) stay out. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code, detail } = error as { code?: unknown; detail?: unknown }
  const own = (error as { brand?: unknown }).brand === 'gatehouse.error'
  return {
    type: error.constructor.name,
    // Not `code`: that name is a sign-in code wherever else it stands, and is redacted.
    errorCode: code,
    // Postgres quotes the value that it could not read (SQLSTATE class 22).
    message: typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code) ? `SQLSTATE ${code}` : error.message,
    // A Postgres error's detail quotes row values; ours is written for the log.
    ...(own ? { detail } : {}),
    stack: error.stack?.replace(error.message, ''),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

/** Standard output, gathered for a moment: a line costs no system call of its own. The rest is written when the process exits. */
export function logDestination(): DestinationStream {
  return perProcess('log-destination', () =>
    pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 }),
  )
}

export function logger(): Logger {
  return perProcess('logger', () => makeLogger())
}
