import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { signMessage } from './sign-message.ts'

const AT = new Date(1614265330 * 1000)

it('signs as the example of the Standard Webhooks libraries does', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const headers = signMessage('msg_p5jXN8AQM9LWM0D4loKWxJek', AT, '{"test": 2432232314}', [secret])
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

it('gives one signature for each secret while two are in use', () => {
  const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const secrets = keys.map((key) => `whsec_${key.toString('base64')}`)
  const signed = keys.map((key) => `v1,${createHmac('sha256', key).update('m.1614265330.{}').digest('base64')}`)
  expect(signMessage('m', AT, '{}', secrets)['webhook-signature']).toBe(signed.join(' '))
})
