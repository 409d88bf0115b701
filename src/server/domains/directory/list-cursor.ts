import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { env } from '#server/platform/env.ts'
import { perProcess } from '#server/platform/per-process.ts'
import { expiredCursor, invalidCursor } from './scim/scim-failure.ts'
import type { PlaceInList } from './sort-order.ts'

/** How long a cursor is good for (RFC 9865, `cursorTimeout`); nothing is kept here for it meanwhile. */
export const CURSOR_SECONDS = 3600

/** What a cursor belongs to: it opens no other list and no other order of this one. */
export type ListIdentity = {
  tenantId: string
  directoryId: string
  list: 'Users' | 'Groups' | ''
  filter: string | undefined
  sortBy: string | undefined
  sortOrder: string | undefined
}

const FORM = /^([A-Za-z0-9_-]{1,8192})\.([A-Za-z0-9_-]{22})$/
const contents = z.tuple([z.string().nullable(), z.string(), z.number()])
const MAC_BYTES = 16

/** The place in the clear and a MAC over it and the list, so that neither can be exchanged. */
export function makeListCursor(list: ListIdentity, { key, id }: PlaceInList, now: Date): string {
  const body = Buffer.from(JSON.stringify([key, id, Math.floor(now.getTime() / 1000)])).toString('base64url')
  return `${body}.${macOf(list, body).toString('base64url')}`
}

/** @throws AppError `invalid_cursor` for what was not given out for this list, `expired_cursor` */
export function readListCursor(list: ListIdentity, cursor: string, now: Date): PlaceInList {
  const [, body = '', mac = ''] = FORM.exec(cursor) ?? []
  if (body === '' || !timingSafeEqual(macOf(list, body), Buffer.from(mac, 'base64url'))) {
    throw invalidCursor(
      'This cursor was not given out for this list, filter and order. Start again with an empty cursor.',
    )
  }
  const [key, id, issued] = contents.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  if (now.getTime() / 1000 - issued > CURSOR_SECONDS) {
    throw expiredCursor(`A cursor is good for ${CURSOR_SECONDS} seconds. Start again with an empty cursor.`)
  }
  return { key, id }
}

function macOf(list: ListIdentity, body: string): Buffer {
  const key = perProcess('scim-cursor-key', () =>
    createHmac('sha256', Buffer.from(env().GATEHOUSE_KEK, 'base64')).update('gatehouse/scim-cursor/v1').digest(),
  )
  const { tenantId, directoryId, filter = null, sortBy = '', sortOrder = 'ascending' } = list
  const bound = [tenantId, directoryId, list.list, filter, sortBy.trim().toLowerCase(), sortOrder.trim().toLowerCase()]
  return createHmac('sha256', key)
    .update(JSON.stringify([...bound, body]))
    .digest()
    .subarray(0, MAC_BYTES)
}
