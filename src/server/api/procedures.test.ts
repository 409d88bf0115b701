import { TRPCError } from '@trpc/server'
import { beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { noInput } from '#contracts/no-input.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { logger } from '#server/platform/observability/logger.ts'
import type { Context } from './context.ts'
import { procedure, router } from './procedures.ts'

const request = { source: 'console' as const, requestId: 'req-1' }
const principal: Context['principal'] = {
  type: 'user',
  tenantId: newId(),
  id: newId(),
  sessionId: newId(),
  name: 'Ada',
  email: null,
  request,
}

const sample = router({
  scope: procedure('member:read')
    .input(noInput)
    .output(z.string())
    .query(({ ctx }) => `${ctx.scope.permission} in ${ctx.scope.tenantId}`),
  wrongOutput: procedure('profile:read')
    .input(noInput)
    .output(z.number())
    .query(() => 'secret' as unknown as number),
  extraOutput: procedure('profile:read')
    .input(noInput)
    .output(z.object({ id: z.string() }))
    .query(() => ({ id: '1', passwordHash: 'secret' })),
  crash: procedure('profile:read')
    .input(noInput)
    .output(z.string())
    .query(() => {
      throw new Error('connection to 10.0.0.5 refused')
    }),
  refuse: procedure('profile:read')
    .input(noInput)
    .output(z.string())
    .query(() => {
      throw new AppError({ code: 'conflict', message: 'Do this first.', detail: 'internal detail' })
    }),
})
const asAda = sample.createCaller({ principal, request })

let logged: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  logged = vi.spyOn(logger(), 'error').mockImplementation(() => {})
})

it('hands a procedure the scope of its declared permission in the tenant of whoever asks', async () => {
  expect(await asAda.scope()).toBe(`member:read in ${principal?.tenantId}`)
})

it('runs nothing for whoever is not signed in', async () => {
  const error = await sample
    .createCaller({ principal: null, request })
    .crash()
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(TRPCError)
  expect(error).toMatchObject({ code: 'UNAUTHORIZED', cause: { code: 'unauthenticated' } })
})

it('answers `internal` for what nobody foresaw and logs it with request, tenant and procedure', async () => {
  for (const call of ['crash', 'wrongOutput'] as const) {
    const error = await asAda[call]().catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', cause: { code: 'internal' } })
    expect((error as Error).message).not.toMatch(/10\.0\.0\.5|secret/)
    const origin = { requestId: 'req-1', tenantId: principal?.tenantId, procedure: call }
    expect(logged).toHaveBeenLastCalledWith(expect.objectContaining(origin), expect.any(String))
  }
  expect(logged).toHaveBeenCalledTimes(2)
})

it('passes a refusal on with its public words and does not log it as a failure', async () => {
  await expect(asAda.refuse()).rejects.toMatchObject({ code: 'CONFLICT', message: 'Do this first.' })
  expect(logged).not.toHaveBeenCalled()
})

it('lets nothing out that the contract does not name', async () => {
  expect(await asAda.extraOutput()).toEqual({ id: '1' })
})
