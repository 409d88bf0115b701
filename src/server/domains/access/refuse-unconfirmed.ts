import { type Permission, STEP_UP_PERMISSIONS, UNCONFIRMED_PERMISSIONS } from '#contracts/permissions.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

/** How a session stands against its tenant's policy, as read in the transaction that it asks for. */
export type SessionStanding = {
  /** Authenticated within the policy's step-up minutes. */
  fresh: boolean
  /** Longer ago than the re-authentication interval; null where there is none. */
  stale: boolean | null
  secondFactorMissing: boolean
  hasPasskey: boolean
}

const sensitive: ReadonlySet<Permission> = new Set(STEP_UP_PERMISSIONS)
const unconfirmed: ReadonlySet<Permission> = new Set(UNCONFIRMED_PERMISSIONS)

/** Why a held permission has to wait until the person has confirmed that it is them; null where it need not. */
export function refuseUnconfirmed(session: SessionStanding, permission: Permission): AppError | null {
  if (unconfirmed.has(permission)) return null
  if (session.secondFactorMissing) {
    // The first passkey is registered on the strength of the sign-in; every further one needs the first.
    if (permission !== 'passkey:manage' || session.hasPasskey) {
      return stepUp(
        session.hasPasskey
          ? 'Your organisation asks for a passkey at every sign-in. Confirm with yours to go on.'
          : 'Your organisation asks for a passkey at every sign-in. Add one under Security to go on.',
      )
    }
  }
  if (session.stale) return stepUp('It is a while since you signed in. Confirm that it is you to go on.')
  if (sensitive.has(permission) && !session.fresh) {
    return stepUp('This is sensitive, and it is a while since you signed in. Confirm that it is you.')
  }
  return null
}

function stepUp(message: string): AppError {
  return new AppError({ code: 'step_up_required', message })
}
