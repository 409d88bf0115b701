import type { SignInTrace } from './trace/sign-in-trace.ts'

/** Where a browser goes next. Of a refusal, the person learns the trace's number; an admin's own test leads to its page. */
export type SignInStep =
  | { ok: true; redirectUrl: string }
  | { ok: false; traceId: string; testPage: string | undefined }

export function refused(traceId: string, trace: SignInTrace): SignInStep {
  return { ok: false, traceId, testPage: trace.testPage }
}
