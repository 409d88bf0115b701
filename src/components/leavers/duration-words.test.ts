import { expect, test } from 'vitest'
import { durationWords } from './duration-words.ts'

test.each([
  [0, '0 ms'],
  [83.6, '84 ms'],
  [2_412, '2.4 s'],
  [59_949, '60 s'],
  [60_000, '1 min'],
  [200_000, '3 min 20 s'],
  [18_120_000, '5 h 2 min'],
  [187_200_000, '2 d 4 h'],
])('%d milliseconds are %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})
