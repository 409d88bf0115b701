import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { TraceStage } from '#contracts/sign-in-traces.ts'
import type { DecodedResponse } from './decoded-response.ts'
import { checksOf } from './trace-stages.ts'

export type StoredStep = {
  stage: TraceStage
  at: string
  checks: { name: SignInCheck; outcome: 'passed' | 'failed' | 'not_reached'; detail?: string }[]
}

/**
 * What one HTTP request of a sign-in has learnt so far, so that a refusal can be recorded where it belongs.
 * Filled in as our own rows are found; what a caller claims never stands here.
 */
export class SignInTrace {
  tenantId: string | undefined
  connectionId: string | undefined
  /** Id of the sign-in request, which is also the number under which it is traced. */
  signInRequestId: string | undefined
  received: DecodedResponse | undefined
  /** Of a test sign-in: the page that shows its result to the admin who runs it. */
  testPage: string | undefined
  readonly #now: () => Date
  readonly #entered: { stage: TraceStage; at: Date }[] = []

  constructor(now: () => Date) {
    this.#now = now
  }

  /** A check that refuses from here on belongs to this stage. */
  enter(stage: TraceStage): void {
    if (this.#entered.at(-1)?.stage === stage) this.#entered.pop()
    this.#entered.push({ stage, at: this.#now() })
  }

  /** A response that nobody asked for belongs to no request: what was looked for before says nothing about it. */
  unsolicited(): void {
    this.#entered.length = 0
  }

  /** Whatever was entered, with every check of it passed. */
  passedSteps(protocol: 'saml' | 'oidc'): StoredStep[] {
    return this.#entered.map(({ stage, at }) => ({
      stage,
      at: at.toISOString(),
      checks: checksOf(stage, protocol).map((name) => ({ name, outcome: 'passed' })),
    }))
  }

  /** The same, but that `check` refused in the stage that was entered last. */
  refusedSteps(protocol: 'saml' | 'oidc', check: SignInCheck, detail: string | undefined): StoredStep[] {
    const steps = this.passedSteps(protocol)
    const last = steps.at(-1)
    if (!last) return []
    const failed = { name: check, outcome: 'failed' as const, ...(detail === undefined ? {} : { detail }) }
    const at = last.checks.findIndex(({ name }) => name === check)
    // One that is not of this stage's list came of itself: how far the list got is not known.
    last.checks =
      at < 0
        ? [failed, ...last.checks.map(({ name }) => ({ name, outcome: 'not_reached' as const }))]
        : last.checks.map((one, index) =>
            index < at ? one : index === at ? failed : { name: one.name, outcome: 'not_reached' as const },
          )
    return steps
  }
}
