import { expect, it } from 'vitest'
import { timeLeft } from './token-countdown.ts'

const HOUR = 3_600_000

it.each([
  [30 * HOUR * 24, '30 days'],
  [6.9 * 24 * HOUR, '6 days, 21 hours'],
  [25 * HOUR, '1 day, 1 hour'],
  [5 * HOUR, '5 hours'],
  [HOUR + 60_000, '1 hour'],
  [59_000, 'less than an hour'],
  [0, 'nothing'],
  [-5, 'nothing'],
])('%d milliseconds are %s', (left, words) => {
  expect(timeLeft(left)).toBe(words)
})
