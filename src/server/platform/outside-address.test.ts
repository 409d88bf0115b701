import type { LookupAddress } from 'node:dns'
import { expect, it } from 'vitest'
import { isOwnNetwork, isOwnNetworkHost, lookupOutside } from './outside-address.ts'

it.each([
  '10.1.2.3',
  '127.0.0.1',
  '169.254.169.254',
  '172.20.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  'fd00::1',
  'fe80::1',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  '2001:0:7f00:1::1',
  'fec0::1',
])('takes %s for our own network', (address) => {
  expect(isOwnNetwork(address)).toBe(true)
  expect(isOwnNetworkHost(address.includes(':') ? `[${address}]` : address)).toBe(true)
})

it.each(['93.184.215.14', '1.1.1.1', '172.32.0.1', '2606:4700::1111'])('takes %s for the outside', (address) => {
  expect(isOwnNetwork(address)).toBe(false)
  expect(isOwnNetworkHost(address.includes(':') ? `[${address}]` : address)).toBe(false)
})

it('leaves a name to the moment of the connection, and then refuses one that leads inside', async () => {
  expect(isOwnNetworkHost('localhost')).toBe(false)
  const found = await new Promise<unknown>((resolve) => {
    lookupOutside('localhost', { all: true }, (error: unknown, addresses: string | LookupAddress[]) =>
      resolve(error ?? addresses),
    )
  })
  expect(found).toMatchObject({ reason: 'own_network' })
})
