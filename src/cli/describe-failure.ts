import { isAppError } from '#server/platform/errors/app-error.ts'

/** What Postgres and the network answer, as a sentence and what to do about it. Codes: PostgreSQL appendix A, errno. */
const KNOWN: Record<string, string> = {
  ECONNREFUSED: 'The database does not answer. Start it, or correct the host and port in DATABASE_URL.',
  ENOTFOUND: "The database's host name is unknown. Correct the host in DATABASE_URL.",
  ETIMEDOUT: 'The database does not answer in time. Check the host in DATABASE_URL and the network between.',
  '28P01': 'The database refuses the password. Correct the user and password in the DATABASE_URL settings.',
  '28000': 'The database refuses the user. Check the user in the DATABASE_URL settings and pg_hba.conf.',
  '3D000': 'The database that DATABASE_URL names does not exist. Create it, or correct the name.',
  '42501':
    'The database refuses this to the user of DATABASE_URL. It must be able to act as gatehouse_owner, which needs CREATE on the database and owns the schema public.',
  '42P01': 'The database lacks tables. Run "gatehouse migrate" first.',
  '53300': 'The database has no free connection. Stop what holds them, or raise max_connections.',
  '57P03': 'The database is still starting. Try again in a moment.',
}

/** One sentence and what to do, never a stack. */
export function describeFailure(error: unknown): string {
  if (isAppError(error)) return error.message
  const code = /permission denied/.test(messageOf(error)) ? '42501' : codeOf(error)
  if (code && KNOWN[code]) return KNOWN[code]
  const [first = ''] = messageOf(error)
    .split('\n')
    .filter((line) => line.trim() !== '')
  const told = first.trim().replace(/\.$/, '')
  return `It did not work: ${told || 'no reason was given'}. Run it again with LOG_LEVEL=debug to see where.`
}

function codeOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 5; depth++) {
    const { code } = cause as { code?: unknown }
    if (typeof code === 'string') return code
    const { errors } = cause as { errors?: unknown[] }
    cause = Array.isArray(errors) ? errors[0] : (cause as { cause?: unknown }).cause
  }
  return undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
