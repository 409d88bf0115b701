import { expect, test } from 'vitest'
import { refuseNul } from './refuse-nul.ts'

test.each([
  ['\u0000', ''],
  [{ search: 'a\u0000b' }, '/search'],
  [{ list: ['fine', { 'a/b': '\u0000' }] }, '/list/1/a~1b'],
  [{ '\u0000': 1 }, ''],
])('%j is refused with where it stands', (value, path) => {
  expect(() => refuseNul(value)).toThrow(expect.objectContaining({ code: 'invalid_input', path }))
})

test.each([undefined, null, 1, true, 'text', '\\u0000', { a: ['b', { c: null }] }])('%j passes', (value) => {
  expect(() => refuseNul(value)).not.toThrow()
})
