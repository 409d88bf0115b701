import { type ErrorCode, errorCodeSchema } from '#contracts/error-codes.ts'
import type { ProvisioningDetail } from '#contracts/provisioning-log.ts'

/** What every request passes, in this order. The first that fails ends it. */
const CHECKS = [
  'token',
  'rate',
  'address',
  'scope',
  'message',
  'target',
  'version',
  'values',
  'unique',
  'rules',
  'server',
] as const
type Check = (typeof CHECKS)[number]

const FAILED_BY: Record<ErrorCode, Check> = {
  invalid_input: 'values',
  invalid_filter: 'message',
  invalid_path: 'message',
  invalid_value: 'values',
  invalid_syntax: 'message',
  invalid_cursor: 'message',
  expired_cursor: 'message',
  invalid_count: 'message',
  mutability: 'values',
  no_target: 'values',
  too_many: 'message',
  unauthenticated: 'token',
  forbidden: 'scope',
  step_up_required: 'scope',
  not_found: 'target',
  method_not_allowed: 'address',
  misdirected: 'address',
  conflict: 'rules',
  uniqueness: 'unique',
  idempotency_mismatch: 'message',
  precondition_failed: 'version',
  payload_too_large: 'message',
  unsupported_media_type: 'message',
  rate_limited: 'rate',
  timeout: 'server',
  sign_in_rejected: 'token',
  held_back: 'rules',
  unavailable: 'server',
  internal: 'server',
}

/** The checks of a request and how far it came. */
export function requestChecks(request: {
  status: number
  situation: string | null
  kind: string
}): ProvisioningDetail['checks'] {
  if (request.status === 0) return []
  const failed = request.status < 400 ? null : failedCheck(request)
  const at = failed === null ? CHECKS.length : CHECKS.indexOf(failed)
  return CHECKS.map((name, index) => ({
    name,
    outcome: index === at ? 'failed' : index < at ? 'passed' : 'not_reached',
  }))
}

function failedCheck({ status, situation, kind }: { status: number; situation: string | null; kind: string }): Check {
  const code = errorCodeSchema.safeParse(situation)
  if (!code.success) return status >= 500 ? 'server' : 'message'
  // Where nothing of that address is here, it is the address and not what it names.
  if (code.data === 'not_found' && (kind === 'other' || kind === 'discovery')) return 'address'
  return FAILED_BY[code.data]
}
