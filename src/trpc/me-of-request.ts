import 'server-only'
import { TRPCError } from '@trpc/server'
import { cache } from 'react'
import type { Me } from '#contracts/me.ts'
import { callerOfRequest } from './server.ts'

/** Who asks for this page; null for someone who is not signed in. */
export const meOfRequest = cache(async (): Promise<Me | null> => {
  const caller = await callerOfRequest()
  try {
    return await caller.me.get()
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'UNAUTHORIZED') return null
    throw error
  }
})
