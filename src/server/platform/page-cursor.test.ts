import { expect, it } from 'vitest'
import { z } from 'zod'
import { makePageCursor, readPageCursor } from './page-cursor.ts'

const keys = z.tuple([z.string(), z.number().int()])

it('gives back the keys it was made of', () => {
  expect(readPageCursor(makePageCursor(['åsa "q" 雪', 7]), keys)).toEqual(['åsa "q" 雪', 7])
})

it('refuses every cursor that it did not make', () => {
  const malformed = [
    '',
    '%%%',
    'not base64!',
    Buffer.from('no json').toString('base64url'),
    Buffer.from('null').toString('base64url'),
    Buffer.from('{"a":1}').toString('base64url'),
    makePageCursor(['only one']),
    makePageCursor(['a', 'b']),
    makePageCursor(['a', 1, 2]),
    makePageCursor(['a', 1.5]),
  ]
  for (const cursor of malformed) {
    expect(() => readPageCursor(cursor, keys), cursor).toThrowError(
      expect.objectContaining({ code: 'invalid_input', path: '/cursor' }),
    )
  }
})
