import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { drain } from './drain.ts'

let server: Server
let origin: string
let waiting: ServerResponse[]
let arrived: () => void

beforeEach(async () => {
  waiting = []
  server = createServer((_request, response) => {
    waiting.push(response)
    arrived()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => server.closeAllConnections())

function request(): { reached: Promise<void>; answer: Promise<string> } {
  const reached = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const answer = fetch(origin).then(
    (response) => response.text(),
    () => 'cut off',
  )
  return { reached, answer }
}

it('finishes what runs and takes nothing new', async () => {
  const running = request()
  await running.reached
  const drained = drain(server, 5_000)
  expect(await request().answer).toBe('cut off')
  waiting[0]?.end('finished')
  expect(await running.answer).toBe('finished')
  expect(await drained).toEqual({ cutOff: false })
})

it('cuts off what takes longer than it was given', async () => {
  const running = request()
  await running.reached
  expect(await drain(server, 20)).toEqual({ cutOff: true })
  expect(await running.answer).toBe('cut off')
})

it('does not wait for a connection that is kept alive and idle', async () => {
  const running = request()
  await running.reached
  waiting[0]?.end('done')
  expect(await running.answer).toBe('done')
  expect(await drain(server, 5_000)).toEqual({ cutOff: false })
})
