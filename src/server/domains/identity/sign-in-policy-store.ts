import type { SignInPolicy } from '#contracts/sign-in-policy.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export type StoredSignInPolicy = Omit<SignInPolicy, 'updatedBy' | 'yourAddress' | 'yourMethod'> & {
  updatedBy: { id: string; name: string } | null
}

/** The policy that holds in this tenant, whether or not anybody has set one. */
export async function signInPolicyOf(tx: TenantTx): Promise<StoredSignInPolicy> {
  const [row] = await tx.query<
    Omit<StoredSignInPolicy, 'updatedAt' | 'updatedBy'> & {
      updatedAt: Date | null
      updatedById: string | null
      updatedByName: string | null
    }
  >(
    `SELECT p.idle_minutes AS "idleMinutes", p.absolute_minutes AS "absoluteMinutes",
       p.reauthentication_minutes AS "reauthenticationMinutes", p.step_up_minutes AS "stepUpMinutes",
       p.second_factor AS "secondFactor", p.methods, p.ip_allow_list::text[] AS "ipAllowList",
       p.updated_at AS "updatedAt", u.id AS "updatedById", u.display_name AS "updatedByName"
     FROM effective_sign_in_policies p
     LEFT JOIN users u ON u.tenant_id = p.tenant_id AND u.id = p.updated_by
     WHERE p.tenant_id = $1`,
    [tx.tenantId],
  )
  if (!row) throw new Error('a transaction in a tenant that does not exist')
  const { updatedById, updatedByName, updatedAt, ...policy } = row
  return {
    ...policy,
    updatedAt: updatedAt?.toISOString() ?? null,
    updatedBy: updatedById && updatedByName ? { id: updatedById, name: updatedByName } : null,
  }
}

/** What a new session has to fit, read with whether this address may have one. */
export async function policyForNewSession(
  tx: TenantTx,
  ip: string | undefined,
): Promise<{ absoluteMinutes: number; methods: string[]; addressAllowed: boolean }> {
  const [row] = await tx.query<{ absoluteMinutes: number; methods: string[]; addressAllowed: boolean | null }>(
    `SELECT absolute_minutes AS "absoluteMinutes", methods,
       cardinality(ip_allow_list) = 0 OR $2::inet <<= ANY (ip_allow_list::inet[]) AS "addressAllowed"
     FROM effective_sign_in_policies WHERE tenant_id = $1`,
    [tx.tenantId, ip ?? null],
  )
  if (!row) throw new Error('a transaction in a tenant that does not exist')
  return { ...row, addressAllowed: row.addressAllowed === true }
}

/** Ranges in the form that Postgres keeps: a single address as /32 or /128, host bits cleared, each once. */
export async function normalisedRanges(tx: TenantTx, ranges: readonly string[]): Promise<string[]> {
  const [row] = await tx.query<{ ranges: string[] | null }>(
    'SELECT array_agg(DISTINCT network(range::inet))::text[] AS ranges FROM unnest($1::text[]) range',
    [ranges],
  )
  return row?.ranges ?? []
}

export async function rangesHold(tx: TenantTx, ranges: readonly string[], ip: string): Promise<boolean> {
  const [row] = await tx.query<{ holds: boolean }>('SELECT $1::inet <<= ANY ($2::inet[]) AS holds', [ip, ranges])
  return row?.holds === true
}

export async function saveSignInPolicy(
  tx: TenantTx,
  policy: Pick<
    SignInPolicy,
    | 'idleMinutes'
    | 'absoluteMinutes'
    | 'reauthenticationMinutes'
    | 'stepUpMinutes'
    | 'secondFactor'
    | 'methods'
    | 'ipAllowList'
  >,
  by: string | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO sign_in_policies (tenant_id, idle_minutes, absolute_minutes, reauthentication_minutes, step_up_minutes,
       second_factor, methods, ip_allow_list, updated_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text[]::cidr[], $9)
     ON CONFLICT (tenant_id) DO UPDATE SET idle_minutes = excluded.idle_minutes, absolute_minutes = excluded.absolute_minutes,
       reauthentication_minutes = excluded.reauthentication_minutes, step_up_minutes = excluded.step_up_minutes,
       second_factor = excluded.second_factor, methods = excluded.methods, ip_allow_list = excluded.ip_allow_list,
       updated_by = excluded.updated_by, updated_at = now()`,
    [
      tx.tenantId,
      policy.idleMinutes,
      policy.absoluteMinutes,
      policy.reauthenticationMinutes,
      policy.stepUpMinutes,
      policy.secondFactor,
      policy.methods,
      policy.ipAllowList,
      by,
    ],
  )
}
