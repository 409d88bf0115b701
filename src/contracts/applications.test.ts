import { expect, it } from 'vitest'
import { redirectUriFault } from './applications.ts'

it.each([
  'https://app.example/callback',
  'https://app.example',
  'https://app.example/',
  'https://app.example:8443/callback?from=gatehouse',
  'http://localhost:4000/callback',
  'http://127.0.0.1:4000/callback',
  'http://[::1]:4000/callback',
])('lets people come back to %s', (address) => expect(redirectUriFault(address)).toBeNull())

it.each([
  ['http://app.example/callback', 'https://'],
  ['http://127.0.0.1.evil.example/callback', 'https://'],
  ['https://*.app.example/callback', 'wildcards'],
  ['https://app.example/*', 'wildcards'],
  ['https://app.example/callback#', 'fragment'],
  ['https://app.example/a/../callback', 'written as'],
  ['https://app.example/%2e%2e/callback', 'written as'],
  ['https://APP.example/callback', 'written as'],
  ['https://app.example:443/callback', 'written as'],
  ['https://user@app.example/callback', 'user name'],
  ['https://app.example\\@evil.example/', 'plain'],
  ['https://app.example/call back', 'plain'],
  ['https://xn--\u00e9.example/', 'plain'],
  ['javascript:alert(1)', 'https://'],
  ['//app.example/callback', 'whole address'],
  ['/callback', 'whole address'],
])('refuses %s', (address, words) => expect(redirectUriFault(address)).toContain(words))
