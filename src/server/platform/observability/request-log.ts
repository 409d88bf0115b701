import { perProcess } from '../per-process.ts'
import { logDestination } from './logger.ts'

/**
 * One line a request, in the form of the other lines. The fields are closed, and none can hold a secret or a
 * personal value: `route` is a pattern, never the address with its ids and query. So nothing is searched for what
 * to redact, and the line is put together by hand, since this runs once a request: methods and ids come
 * in closed sets and checked forms that hold nothing JSON would escape.
 */
export type RequestLine = {
  requestId: string
  tenantId?: string | undefined
  method: string
  route: string
  status: number
  ms: number
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal', 'silent']

export function logRequest(line: RequestLine): void {
  const failed = line.status >= 500
  const { least, destination } = sink()
  if (least > (failed ? 3 : 1)) return
  const tenant = line.tenantId === undefined ? '' : `"tenantId":"${line.tenantId}",`
  const level = failed ? 'error' : 'info'
  const message = failed ? 'request failed' : 'request'
  destination.write(
    `{"level":"${level}","time":"${isoTime(Date.now())}","service":"gatehouse","requestId":"${line.requestId}",${tenant}"method":"${line.method}","route":${JSON.stringify(line.route)},"status":${line.status},"ms":${Math.round(line.ms * 1000) / 1000},"msg":"${message}"}\n`,
  )
}

let lastMillisecond = 0
let lastIsoTime = ''

/** Many requests end in the same millisecond. */
function isoTime(millisecond: number): string {
  if (millisecond !== lastMillisecond) {
    lastMillisecond = millisecond
    lastIsoTime = new Date(millisecond).toISOString()
  }
  return lastIsoTime
}

function sink() {
  return perProcess('request-log', () => {
    const least = LEVELS.indexOf(process.env['LOG_LEVEL'] ?? 'info')
    return { least: least === -1 ? 1 : least, destination: logDestination() }
  })
}
