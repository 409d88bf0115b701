import { type DryRunOutcome, dryRunOutcomeSchema } from '#contracts/dry-run.ts'

/** Which people of the report are listed, from the URL. */
export function dryRunInputFrom(params: { get(name: string): string | null }): { outcome?: DryRunOutcome } {
  const outcome = dryRunOutcomeSchema.safeParse(params.get('outcome'))
  return outcome.success ? { outcome: outcome.data } : {}
}
