import { authorize } from '#server/domains/access/index.ts'
import {
  type DirectoryPrincipal,
  type Rejection,
  recordRejection,
  SCIM_ANSWERS,
} from '#server/domains/directory/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { about } from './about.ts'

/** Runs a change; a refusal of what was asked leaves an event, after the rollback and before the answer. */
export async function recordingRejection<T>(
  principal: DirectoryPrincipal,
  attempt: Omit<Rejection, 'error'>,
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change()
  } catch (error) {
    const status = isAppError(error) ? SCIM_ANSWERS[error.code].status : 500
    // Who may not come in, or meets a fault of ours, has not been refused what was asked.
    if (isAppError(error) && status >= 400 && status < 500 && status !== 401 && status !== 403) {
      try {
        await recordRejection(
          authorize(
            principal,
            'scim:write',
            about(principal, attempt.resource === 'User' ? 'scim_users' : 'scim_groups'),
          ),
          { ...attempt, error },
        )
      } catch (failure) {
        // The request is refused either way; that the refusal could not be recorded must be seen.
        const { tenantId, request } = principal
        logger().error(
          { err: failure, tenantId, requestId: request.requestId },
          'a SCIM rejection could not be recorded',
        )
      }
    }
    throw error
  }
}
