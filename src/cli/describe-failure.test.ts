import { expect, it } from 'vitest'
import { AppError } from '#server/platform/errors/app-error.ts'
import { describeFailure } from './describe-failure.ts'

it('gives our own errors in their own words, without the internal detail', () => {
  expect(
    describeFailure(
      new AppError({ code: 'not_found', message: 'There is no such thing. Look elsewhere.', detail: 'row 7' }),
    ),
  ).toBe('There is no such thing. Look elsewhere.')
})

it('finds what the network answered inside what wraps it', () => {
  const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' })
  const sentence = 'The database does not answer. Start it, or correct the host and port in DATABASE_URL.'
  expect(describeFailure(new AggregateError([refused]))).toBe(sentence)
  expect(describeFailure(new Error('wrapped', { cause: refused }))).toBe(sentence)
})

it('is one line that says how to learn more for whatever else there is', () => {
  expect(describeFailure(new Error('it broke.\n    at somewhere'))).toBe(
    'It did not work: it broke. Run it again with LOG_LEVEL=debug to see where.',
  )
  expect(describeFailure(undefined)).toContain('It did not work: undefined.')
})
