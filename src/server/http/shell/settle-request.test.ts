import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { settleRequest, stateSettled } from './settle-request.ts'
import { plainAddress, trustedProxies } from './trusted-proxies.ts'

const PROXIES = trustedProxies(['10.0.0.0/8', '2001:db8:1::/48', '192.0.2.7'])

function request(remoteAddress: string, headers: Record<string, string>): IncomingMessage {
  const rawHeaders = Object.entries(headers).flat()
  const parsed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { socket: { remoteAddress }, headers: parsed, rawHeaders } as unknown as IncomingMessage
}

describe('forwarded headers', () => {
  it.each(['10.1.2.3', '::ffff:10.1.2.3', '::FFFF:10.1.2.3', '2001:db8:1::5', '192.0.2.7'])(
    'are believed from the trusted proxy %s',
    (peer) => {
      const settled = settleRequest(
        request(peer, {
          Host: 'internal:3000',
          'X-Forwarded-For': '203.0.113.9',
          'X-Forwarded-Proto': 'https',
          'X-Forwarded-Host': 'Console.Example',
          'X-Request-Id': 'edge-0123456789',
        }),
        PROXIES,
      )
      expect(settled).toEqual({
        requestId: 'edge-0123456789',
        clientIp: '203.0.113.9',
        proto: 'https',
        host: 'console.example',
        throughProxy: true,
        forwarded: true,
      })
    },
  )

  it.each(['198.51.100.4', '192.0.2.8', '2001:db8:2::5', '::ffff:192.0.2.8', ''])(
    'are dropped from %s, which is no proxy',
    (peer) => {
      const sent = request(peer, {
        Host: 'console.example',
        'X-Forwarded-For': '203.0.113.9',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Host': 'evil.example',
        Forwarded: 'for=203.0.113.9',
        'X-Real-IP': '203.0.113.9',
        'X-Request-Id': 'chosen-by-the-client',
      })
      const settled = settleRequest(sent, PROXIES)
      expect(settled).toMatchObject({
        clientIp: peer.replace('::ffff:', ''),
        proto: 'http',
        host: 'console.example',
        throughProxy: false,
      })
      expect(settled.requestId).not.toBe('chosen-by-the-client')
      expect(Object.keys(sent.headers)).toEqual(['host'])
      expect(sent.rawHeaders).not.toContain('203.0.113.9')
    },
  )

  it('name as client the rightmost address that is no proxy, whatever the client wrote left of it', () => {
    const headers = { Host: 'a', 'X-Forwarded-For': '127.0.0.1, 198.51.100.4, 10.9.9.9' }
    expect(settleRequest(request('10.1.2.3', headers), PROXIES).clientIp).toBe('198.51.100.4')
  })

  it.each([
    ['unknown', '10.1.2.3'],
    ['198.51.100.4, _hidden', '10.1.2.3'],
    ['198.51.100.4:41234', '198.51.100.4'],
    ['[2001:db8:2::5]:41234', '2001:db8:2::5'],
    ['10.2.2.2', '10.2.2.2'],
    ['', '10.1.2.3'],
  ])('"%s" makes the client %s', (header, client) => {
    expect(settleRequest(request('10.1.2.3', { Host: 'a', 'X-Forwarded-For': header }), PROXIES).clientIp).toBe(client)
  })

  it.each(['short', 'has spaces in it', 'line\nbreak-0123', 'x'.repeat(65), '-leading-dash'])(
    'a request id %j is replaced even from a proxy',
    (id) => {
      const settled = settleRequest(request('10.1.2.3', { Host: 'a', 'X-Request-Id': id }), PROXIES)
      expect(settled.requestId).toMatch(/^[0-9a-f-]{36}$/)
    },
  )
})

it.each(['x-gatehouse-client-ip', 'X-Gatehouse-Tenant', 'X-Nonce', 'X-Forwarded-Port', 'Content-Security-Policy'])(
  'the reserved header %s never passes, from a proxy either',
  (name) => {
    for (const peer of ['198.51.100.4', '10.1.2.3']) {
      const sent = request(peer, { Host: 'a', [name]: 'forged' })
      settleRequest(sent, PROXIES)
      expect(Object.values(sent.headers)).not.toContain('forged')
      expect(sent.rawHeaders).not.toContain('forged')
    }
  },
)

it.each(['evil.example/path', 'user@host', 'a b', 'x:999999'])('a Host of %j counts as none', (host) => {
  expect(settleRequest(request('198.51.100.4', { Host: host }), PROXIES).host).toBe('')
})

it.each(['10.0.0.0/33', 'proxy.example', '10.0.0.0/', '::/129', '1.2.3.4/8/8'])(
  'the range %s is refused at the start, by name',
  (entry) => {
    try {
      trustedProxies([entry])
      expect.unreachable()
    } catch (error) {
      expect(isAppError(error, 'unavailable') && error.message).toContain(entry)
    }
  },
)

it('states to the pages what was settled, and forwarded headers only where a proxy was believed', () => {
  const headers = {
    Host: 'internal',
    'X-Forwarded-For': '203.0.113.9',
    'X-Forwarded-Host': 'console.example',
    'X-Forwarded-Proto': 'https',
  }
  const [proxied, direct] = [request('10.1.2.3', headers), request('198.51.100.4', headers)]
  for (const sent of [proxied, direct]) stateSettled(sent, settleRequest(sent, PROXIES))
  expect(proxied.headers).toMatchObject({
    host: 'console.example',
    'x-gatehouse-client-ip': '203.0.113.9',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'console.example',
    'x-forwarded-proto': 'https',
  })
  expect(Object.keys(direct.headers).sort()).toEqual(['host', 'x-gatehouse-client-ip', 'x-request-id'])
  expect(direct.headers['x-gatehouse-client-ip']).toBe('198.51.100.4')
})

it('reads an IPv4-mapped address as the IPv4 address it is', () => {
  expect(plainAddress('::ffff:203.0.113.9')).toBe('203.0.113.9')
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
})
