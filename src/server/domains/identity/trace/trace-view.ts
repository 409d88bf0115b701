import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { ReceivedNode, ReceivedValue, TraceOutcome, TraceStep, TraceSummary } from '#contracts/sign-in-traces.ts'
import { CHECK_ADVICE } from './check-advice.ts'
import { clauseOf } from './check-clauses.ts'
import type { StoredStep } from './sign-in-trace.ts'
import { checksOf, stagesOf } from './trace-stages.ts'

export type TraceRow = {
  id: string
  connectionId: string | null
  connectionName: string
  protocol: 'saml' | 'oidc'
  test: boolean
  outcome: TraceOutcome
  failedCheck: SignInCheck | null
  startedAt: Date
  endedAt: Date | null
  personId: string | null
  personName: string | null
}

export function summaryOf(row: TraceRow, mayNamePeople: boolean): TraceSummary {
  return {
    id: row.id,
    connection: { id: row.connectionId, name: row.connectionName },
    protocol: row.protocol,
    test: row.test,
    outcome: row.outcome,
    failedCheck: row.failedCheck,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    person: mayNamePeople && row.personId && row.personName ? { id: row.personId, name: row.personName } : null,
  }
}

/** Every stage in order with every check of it: those that were stored, and those that were not reached. */
export function stepsOf(row: Pick<TraceRow, 'protocol' | 'test'>, stored: readonly StoredStep[]): TraceStep[] {
  const { protocol } = row
  return stagesOf(row.test).map((stage) => {
    const step = stored.findLast((one) => one.stage === stage)
    const checks = step?.checks ?? checksOf(stage, protocol).map((name) => ({ name, outcome: 'not_reached' as const }))
    return {
      stage,
      at: step?.at ?? null,
      outcome: !step ? 'not_reached' : step.checks.some(({ outcome }) => outcome === 'failed') ? 'failed' : 'passed',
      checks: checks.map((check) => ({
        name: check.name,
        outcome: check.outcome,
        clause: clauseOf(check.name, protocol),
        detail: 'detail' in check && typeof check.detail === 'string' ? check.detail : null,
        advice: check.outcome === 'failed' ? CHECK_ADVICE[check.name] : null,
      })),
    }
  })
}

/** The tree with personal values hidden, or shown where they are given. */
export function shownTree(node: ReceivedNode, personal: Record<string, string> | null): ReceivedNode {
  const shown = (value: ReceivedValue): ReceivedValue =>
    value.kind === 'personal' ? { ...value, text: personal?.[value.key] ?? null } : value
  return {
    name: node.name,
    attributes: node.attributes.map(({ name, value }) => ({ name, value: shown(value) })),
    value: node.value && shown(node.value),
    children: node.children.map((child) => shownTree(child, personal)),
  }
}
