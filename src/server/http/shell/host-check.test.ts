import { expect, it } from 'vitest'
import { hostCheck, isLoopbackHost } from './host-check.ts'

it.each([
  ['https://console.example', 'console.example', true],
  ['https://console.example', 'console.example:443', true],
  ['https://console.example', 'console.example:80', false],
  ['https://console.example', 'evil.example', false],
  ['https://console.example', 'console.example.evil.example', false],
  ['https://console.example', 'localhost', false],
  ['https://console.example', '', false],
  ['http://127.0.0.1:3000', 'localhost:3000', true],
  ['http://localhost:3000', '127.0.0.1:3000', true],
  ['http://localhost:3000', '[::1]:3000', true],
  ['http://127.0.0.1:3000', '127.0.0.1:3001', false],
  ['http://127.0.0.1:3000', 'rebound.example:3000', false],
])('under %s the Host %j is answered: %s', (url, host, answered) => {
  expect(hostCheck(url)(host)).toBe(answered)
})

it('tells a Host that names this machine', () => {
  expect(['localhost', '127.0.0.1:9', '[::1]:80'].every(isLoopbackHost)).toBe(true)
  expect(['localhost.evil.example', '10.0.0.1', ''].some(isLoopbackHost)).toBe(false)
})
