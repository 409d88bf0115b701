import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

/**
 * A sign-in that is refused. `check` names what refused it and is written to the audit log; the person
 * sees the same safe sentence whatever it was.
 */
export class SignInRejected extends AppError {
  readonly check: SignInCheck

  constructor(check: SignInCheck, detail: string, cause?: unknown) {
    super({
      code: 'sign_in_rejected',
      message:
        'You could not be signed in. Start again from the sign-in page; if it happens again, give your admin the trace number.',
      detail: `${check}: ${detail}`,
      cause,
    })
    this.check = check
  }
}

/** True for a rejection of either module graph. */
export function isSignInRejected(error: unknown): error is SignInRejected {
  return (
    (error as { code?: unknown } | null)?.code === 'sign_in_rejected' &&
    typeof (error as SignInRejected).check === 'string'
  )
}
