import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '#contracts/error-codes.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { PROBLEMS, problem } from './problem.ts'

describe('problem+json (RFC 9457)', () => {
  it.each(ERROR_CODES)('states %s with its own type and an error status', (code) => {
    const { status, headers, body } = problem(
      new AppError({ code, message: 'What to do.', detail: 'internal words' }),
      'r-1',
    )
    const parsed = JSON.parse(body)
    expect(parsed).toMatchObject({
      type: `urn:gatehouse:error:${code}`,
      title: PROBLEMS[code].title,
      status,
      code,
      requestId: 'r-1',
    })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(headers['Content-Type']).toBe('application/problem+json')
    expect(body).not.toContain('internal words')
    if (code !== 'internal') expect(parsed.detail).toBe('What to do.')
  })

  it('says nothing of an error that is none of ours', () => {
    const { status, body } = problem(new Error('password=hunter2'), 'r-1')
    expect(status).toBe(500)
    expect(body).not.toContain('hunter2')
  })

  it('names the path, the missing permission and when to come back', () => {
    const error = new AppError({
      code: 'rate_limited',
      message: 'm',
      path: '/a',
      permission: 'audit:read',
      retryAfter: 1.2,
    })
    const { headers, body } = problem(error, 'r-1')
    expect(headers['Retry-After']).toBe('2')
    expect(JSON.parse(body)).toMatchObject({ path: '/a', permission: 'audit:read' })
  })

  it('answers 401 with the scheme that would help', () => {
    expect(problem(new AppError({ code: 'unauthenticated', message: 'm' }), 'r').headers['WWW-Authenticate']).toMatch(
      /^Bearer /,
    )
  })
})
