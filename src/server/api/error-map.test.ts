import { TRPCError } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ERROR_CODES } from '#contracts/error-codes.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { TRPC_CODES, toAppError, toTrpcError } from './error-map.ts'

let logged: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  logged = vi.spyOn(logger(), 'error').mockImplementation(() => {})
})

it('maps every code to one that tRPC knows', () => {
  expect(Object.keys(TRPC_CODES).sort()).toEqual([...ERROR_CODES].sort())
  for (const code of ERROR_CODES) {
    expect(TRPC_ERROR_CODES_BY_KEY, code).toHaveProperty(TRPC_CODES[code])
    const mapped = toTrpcError(new AppError({ code, message: 'Public.', detail: 'internal' }), {})
    expect(mapped).toMatchObject({ code: TRPC_CODES[code], message: 'Public.', cause: { code } })
  }
  expect(logged).toHaveBeenCalledTimes(2)
})

it('recognises our error however deep tRPC wrapped it and from whichever copy of the class', () => {
  const ours = new AppError({ code: 'conflict', message: 'Public.' })
  const copy = Object.assign(new Error('Public.'), { brand: 'gatehouse.error', code: 'conflict' })
  expect(toAppError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: ours }))).toBe(ours)
  expect(toAppError(copy)).toBe(copy)
  expect(logged).not.toHaveBeenCalled()
})

it('turns what nobody foresaw into `internal`, says nothing of it and logs it with where it came from', () => {
  const secret = new Error('password authentication failed for user "gatehouse_app"')
  const unforeseen = [
    secret,
    new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: secret }),
    'a string',
    null,
    undefined,
    { code: 'conflict' },
  ]
  for (const error of unforeseen) {
    const mapped = toTrpcError(error, { requestId: 'r1', tenantId: 't1', procedure: 'members.list' })
    expect(mapped).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', cause: { code: 'internal' } })
    expect(mapped.message).not.toContain('password')
  }
  expect(logged).toHaveBeenCalledTimes(unforeseen.length)
  expect(logged.mock.calls[0]).toMatchObject([
    { requestId: 'r1', tenantId: 't1', procedure: 'members.list' },
    expect.any(String),
  ])
})

it('takes a wrong output for our own fault and a wrong input for the caller’s', () => {
  const zod = z.strictObject({ 'a/b~': z.array(z.string()) }).safeParse({ 'a/b~': ['x', 1] }).error
  if (!zod) throw new Error('the input is wrong')
  const input = toAppError(new TRPCError({ code: 'BAD_REQUEST', cause: zod }))
  expect(input).toMatchObject({ code: 'invalid_input', path: '/a~1b~0/1' })
  const output = toAppError(
    new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Output validation failed', cause: zod }),
  )
  expect(output).toMatchObject({ code: 'internal', path: undefined })
})
