import type { IncomingMessage } from 'node:http'
import type { MachineDoor } from './request-target.ts'

const MEBIBYTE = 1024 * 1024

/** Largest request body in bytes. */
export function bodyLimit(door: MachineDoor | null): number {
  return door === null ? 4 * MEBIBYTE : MEBIBYTE
}

/** The announced length is a promise that Node's parser enforces: no more than that is ever read. */
export function announcesTooMuch(request: IncomingMessage, limit: number): boolean {
  const announced = request.headers['content-length']
  return announced !== undefined && Number(announced) > limit
}

/** Counts a body without announced length as it arrives, before anything buffers it. */
export function limitStream(request: IncomingMessage, limit: number, refuse: () => void): void {
  if (request.headers['transfer-encoding'] === undefined) return
  const push = request.push.bind(request)
  let received = 0
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null) return push(null)
    received += chunk.length
    if (received <= limit) return push(chunk, encoding)
    if (received - chunk.length <= limit) refuse()
    return false
  }
}
