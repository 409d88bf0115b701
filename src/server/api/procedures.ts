import { initTRPC } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import type { Permission } from '#contracts/permissions.ts'
import { authorize, recordRefusedChange } from '#server/domains/access/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { refuseNul } from '#server/platform/errors/refuse-nul.ts'
import type { Context } from './context.ts'
import { toAppError, toTrpcError } from './error-map.ts'

type Meta = { permission: Permission }

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    // Never the stack, whatever NODE_ENV says.
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => {
      const ours = toAppError(error)
      return {
        ...shape,
        message: ours.message,
        data: {
          code: ours.code,
          httpStatus: getHTTPStatusCodeFromError(error),
          requestId: ctx?.request.requestId ?? null,
          permission: ours.permission ?? null,
          /** RFC 6901 pointer into the input. */
          path: ours.path ?? null,
          /** Seconds. */
          retryAfter: ours.retryAfter ?? null,
        },
      }
    },
  })

/**
 * The only way to begin a procedure: with the permission it needs. `ctx.scope` is the right to open
 * one transaction for exactly that permission; the grant is read there.
 */
export function procedure<P extends Permission>(permission: P) {
  return t.procedure.meta({ permission }).use(async ({ ctx, path, type, next, getRawInput }) => {
    const { principal, request } = ctx
    const origin = { requestId: request.requestId, tenantId: principal?.tenantId, procedure: path }
    if (!principal) throw toTrpcError(signInFirst(), origin)
    const refuse = async (cause: unknown) => {
      const error = toTrpcError(cause, origin)
      if (type === 'mutation') await recordRefusedChange(principal, path, error.cause)
      return error
    }
    try {
      refuseNul(await getRawInput())
    } catch (error) {
      throw await refuse(error)
    }
    const result = await next({ ctx: { scope: authorize(principal, permission) } })
    return result.ok ? result : { ...result, error: await refuse(result.error) }
  })
}

function signInFirst(): AppError {
  return new AppError({
    code: 'unauthenticated',
    message: 'You are not signed in, or your session has ended. Sign in again.',
  })
}

export const { router } = t
