import { describe, expect, it } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import { makeLogger } from './logger.ts'

function logged(write: (log: ReturnType<typeof makeLogger>) => void): { line: string; json: Record<string, unknown> } {
  let line = ''
  write(makeLogger({ level: 'info', destination: { write: (text) => (line += text) } }))
  return { line, json: JSON.parse(line) }
}

describe('a log line', () => {
  it('is JSON with a time, a level and what it was given', () => {
    const { json } = logged((log) => log.info({ requestId: 'r-1', tenantId: 't-1' }, 'done'))
    expect(json).toMatchObject({ level: 'info', service: 'gatehouse', requestId: 'r-1', tenantId: 't-1', msg: 'done' })
    expect(new Date(String(json['time'])).toISOString()).toBe(json['time'])
  })

  it.each([
    { authorization: 'SECRET' },
    { headers: { cookie: 'SECRET', 'set-cookie': 'SECRET' } },
    { request: { headers: { authorization: 'SECRET' } } },
    { body: { SAMLResponse: 'SECRET', RelayState: 'SECRET' } },
    { tokens: { access_token: 'SECRET', refresh_token: 'SECRET', id_token: 'SECRET' } },
    { query: { code: 'SECRET', state: 'SECRET' } },
    { user: { email: 'SECRET', name: 'SECRET', userName: 'SECRET' } },
    { context: { ip: 'SECRET', userAgent: 'SECRET' } },
    { password: 'SECRET', client_secret: 'SECRET' },
    { a: { b: { c: { token: 'SECRET' } } } },
    { headers: { Authorization: 'SECRET', COOKIE: 'SECRET' } },
    { list: [{ email: 'SECRET' }] },
  ])('never holds what %j hides', (fields) => {
    expect(logged((log) => log.warn(fields, 'x')).line).not.toContain('SECRET')
  })

  it('leaves out the value that Postgres could not read', () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "SECRET"'), { code: '22P02' })
    const { line, json } = logged((log) => log.error({ err: error }, 'x'))
    expect(line).not.toContain('SECRET')
    expect(json['err']).toMatchObject({ errorCode: '22P02', message: 'SQLSTATE 22P02' })
  })

  it('tells of an error its class, code and our own detail, and nothing that a library hung on it', () => {
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(SECRET) exists',
      values: ['SECRET'],
    })
    const { line, json } = logged((log) =>
      log.error({ err: new AppError({ code: 'internal', message: 'm', detail: 'd', cause }) }, 'x'),
    )
    expect(json['err']).toMatchObject({
      type: 'AppError',
      errorCode: 'internal',
      detail: 'd',
      cause: { errorCode: '23505' },
    })
    expect(line).not.toContain('SECRET')
  })
})
