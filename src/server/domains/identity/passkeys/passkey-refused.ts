import { AppError } from '#server/platform/errors/app-error.ts'

/** One public sentence for every reason, so that trying teaches nothing; `check` is for the log. */
export class PasskeyRefused extends AppError {
  readonly check: string

  constructor(check: string, cause?: unknown) {
    super({
      code: 'invalid_input',
      message: 'The passkey was not accepted. Start again, and use the device on which you set it up.',
      detail: `passkey: ${check}`,
      cause,
    })
    this.check = check
  }
}

/** What refused, for the audit log; anything that is no refusal of ours is rethrown by the caller. */
export function checkOfRefusal(error: unknown): string | null {
  const check = (error as { check?: unknown } | null)?.check
  return typeof check === 'string' ? check : null
}
