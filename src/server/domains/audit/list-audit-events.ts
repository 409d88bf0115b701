import type { z } from 'zod'
import type { auditListInput, auditListOutput } from '#contracts/audit.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { findEvents } from './event-store.ts'
import { summarise } from './event-summary.ts'
import { readHead } from './head-store.ts'

/** Newest first, keyset-paged by sequence number: a deep page costs what the first one does. */
export async function listAuditEvents(
  scope: TenantScope<'audit:read'>,
  input: z.output<typeof auditListInput>,
): Promise<z.input<typeof auditListOutput>> {
  const { cursor, limit, ...filter } = input
  const beforeSeq = cursor === undefined ? null : decodeCursor(cursor)
  return withTenant(scope, async (tx) => {
    const [rows, head] = await Promise.all([findEvents(tx, filter, { beforeSeq, limit: limit + 1 }), readHead(tx)])
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      items: await summarise(tx, page),
      nextCursor: rows.length > limit && last ? encodeCursor(last.seq) : null,
      logSize: head?.size ?? 0,
    }
  })
}

function encodeCursor(seq: number): string {
  return Buffer.from(`seq:${seq}`).toString('base64url')
}

function decodeCursor(cursor: string): number {
  const match = /^seq:([1-9]\d{0,15})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) {
    throw new AppError({
      code: 'invalid_input',
      message: 'This page marker is not one of ours. Start again from the first page.',
      path: '/cursor',
    })
  }
  return Number(match[1])
}
