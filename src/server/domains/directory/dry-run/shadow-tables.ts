import type { TenantScope, TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

/** Whether what this scope's directory sends is answered from its shadow. */
export function inDryRun({ principal }: TenantScope<'scim:read'> | TenantScope<'scim:write'>): boolean {
  return principal.type === 'directory' && principal.dryRun === true
}

/** The tables that a directory's statements run on: the real ones, or its shadow. */
export function tablesOf(tx: TenantTx): TenantTx {
  return inDryRun(tx.scope as TenantScope<'scim:read'>) ? shadowOf(tx) : tx
}

/**
 * The same transaction for the stores of the directory, whose statements then run on the shadow's tables. A statement
 * that names any other table than those here is refused, and one that writes reaches nothing but the shadow.
 */
export function shadowOf(tx: TenantTx): TenantTx {
  const shadow: Pick<TenantTx, 'tenantId' | 'scope' | 'query' | 'prepared'> = {
    tenantId: tx.tenantId,
    scope: tx.scope,
    query: (text, values) => tx.query(onShadow(text), values),
    prepared: (name, text, values) => tx.prepared(`dry-run-${name}`, prepared(name, text), values),
  }
  return shadow as unknown as TenantTx
}

const SHADOW: ReadonlySet<string> = new Set([
  'users',
  'user_emails',
  'groups',
  'group_members',
  'group_nestings',
  'group_closure',
])
/** The tenant's real mapping, which the shadow's groups are held against. */
const READ: ReadonlySet<string> = new Set(['group_role_mappings', 'roles'])

/** Names followed by a parenthesis are functions, but for what is inserted into. */
const TABLE = /\b(?:(INSERT\s+INTO)\s+([a-z_]\w*)|(DELETE\s+FROM|FROM|JOIN|UPDATE|USING)\s+([a-z_]\w*)(?![\w.]|\s*\())/g
const NAMED_HERE = /\b([a-z_]\w*)\s+AS\s+(?:MATERIALIZED\s+)?\(/g
/** A table behind a comma would escape the pattern above; the stores join instead. */
const BEHIND_COMMA = new RegExp(`,\\s*(?:${[...SHADOW].join('|')})\\s+(?:AS\\s+)?[a-z]\\w*\\b(?!\\s*[.(])`)

/** @throws AppError `internal` for a statement that would leave the shadow */
export function onShadow(text: string): string {
  const own = new Set([...text.matchAll(NAMED_HERE)].map(([, name]) => name))
  if (BEHIND_COMMA.test(text)) throw leaves(text)
  return text.replace(TABLE, (whole, insert?: string, into?: string, other?: string, from?: string) => {
    const keyword = insert ?? other ?? ''
    const table = into ?? from ?? ''
    if (SHADOW.has(table)) return `${keyword} dry_run_${table}`
    const reads = keyword === 'FROM' || keyword === 'JOIN' || keyword === 'USING'
    if (reads && (own.has(table) || READ.has(table))) return whole
    throw leaves(text)
  })
}

const PREPARED = new Map<string, { text: string; rewritten: string }>()

function prepared(name: string, text: string): string {
  const known = PREPARED.get(name)
  if (known?.text === text) return known.rewritten
  const rewritten = onShadow(text)
  PREPARED.set(name, { text, rewritten })
  return rewritten
}

function leaves(text: string): AppError {
  return new AppError({
    code: 'internal',
    message: 'Something is wrong on our side. Nothing was changed.',
    detail: `a dry run's statement names a table that is not its own: ${text.slice(0, 200)}`,
  })
}
