import type { OperatorTenant } from '#contracts/operator-tenants.ts'

/** How many identity providers let people in; those that are switched off are named beside. */
export function ConnectionCount({ connections: { active, inactive } }: Pick<OperatorTenant, 'connections'>) {
  if (active + inactive === 0) return <span className="text-muted">None yet</span>
  return (
    <span className="tabular">
      {active} active{inactive > 0 ? <span className="text-muted">, {inactive} not</span> : null}
    </span>
  )
}
