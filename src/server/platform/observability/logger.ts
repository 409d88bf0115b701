import { type DestinationStream, type Logger, pino } from 'pino'
import { perProcess } from '../per-process.ts'

/** What never reaches a log: credentials, assertions and personal fields, wherever they hang. */
const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'code',
  'state',
  'password',
  'secret',
  'client_secret',
  'assertion',
  'SAMLResponse',
  'RelayState',
  'email',
  'userName',
  'displayName',
  'name',
  'ip',
  'userAgent',
  'emails',
  'phoneNumbers',
] as const

const paths = SECRET_NAMES.flatMap((name) => {
  const key = /^[A-Za-z_]+$/.test(name) ? name : `["${name}"]`
  const inner = key.startsWith('[') ? key : `.${key}`
  return [key, `*${inner}`, `*.*${inner}`]
})

export function makeLogger(options: { level?: string; destination?: { write(line: string): void } } = {}): Logger {
  const settings = {
    level: options.level ?? process.env.LOG_LEVEL ?? 'info',
    base: { service: 'gatehouse' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '[redacted]' },
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
    message: error.message,
    // A Postgres error's detail quotes row values; ours is written for the log.
    ...(own ? { detail } : {}),
    stack: error.stack,
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
