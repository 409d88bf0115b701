import { AppError } from '#server/platform/errors/app-error.ts'

/** What the grant of a SCIM token says of its directory. */
export type TokenMode = { mode: string } | undefined

/**
 * Why a request cannot go on as it was let in: its directory went live meanwhile, and an answer from the shadow would
 * be none. Nothing that was let in for a dry run ever works on people, nor the other way round.
 */
export function refuseOtherMode(token: TokenMode, dryRun: boolean): AppError | null {
  if (token?.mode === (dryRun ? 'dry-run' : 'live')) return null
  return wentLive()
}

export function wentLive(): AppError {
  return new AppError({
    code: 'unavailable',
    message: 'This directory has just gone live. Send the request again.',
    retryAfter: 1,
  })
}
