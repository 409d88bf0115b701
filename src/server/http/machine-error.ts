import type { Context } from 'hono'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { metrics } from '#server/platform/observability/metrics.ts'
import type { MachineEnv } from './exchange.ts'
import { plainResponse } from './plain-response.ts'
import { PROBLEMS, problem } from './problem.ts'

/** The answer to an error outside SCIM. What is not ours, or our own fault, is written to the log with its stack. */
export function machineError(error: unknown, c: Context<MachineEnv>, extra: Record<string, string> = {}): Response {
  const { requestId, tenantId } = c.env.exchange
  const code = isAppError(error) ? error.code : 'internal'
  metrics().errorAnswered(code)
  if (PROBLEMS[code].status >= 500) logger().error({ err: error, requestId, tenantId }, 'a machine request failed')
  const { status, headers, body } = problem(error, requestId)
  return plainResponse(status, { ...headers, ...extra }, body)
}
