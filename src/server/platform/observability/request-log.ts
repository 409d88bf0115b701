import { type Logger, pino } from 'pino'
import { perProcess } from '../per-process.ts'
import { logDestination } from './logger.ts'

/**
 * One line a request. The fields are closed, and none can hold a secret or a personal value: `route` is
 * the pattern, never the address with its ids and query. So nothing is searched for what to redact.
 */
export type RequestLine = {
  requestId: string
  tenantId?: string | undefined
  method: string
  route: string
  status: number
  ms: number
}

export function logRequest(line: RequestLine): void {
  const log = requestLogger()
  if (line.status >= 500) log.error(line, 'request failed')
  else log.info(line, 'request')
}

function requestLogger(): Logger {
  return perProcess('request-logger', () =>
    pino(
      {
        level: process.env['LOG_LEVEL'] ?? 'info',
        base: { service: 'gatehouse' },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label: string) => ({ level: label }) },
      },
      logDestination(),
    ),
  )
}
