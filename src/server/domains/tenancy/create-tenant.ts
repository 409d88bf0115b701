import { z } from 'zod'
import { tenantSlugSchema } from '#contracts/identifiers.ts'
import { type Tenant, tenantNameSchema } from '#contracts/tenant.ts'
import { createBuiltInRoles } from '#server/domains/access/index.ts'
import { append, startAuditLog } from '#server/domains/audit/index.ts'
import { createTenantKeys } from '#server/domains/keys/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { readTenant } from './tenant-store.ts'

const createTenantInput = z.strictObject({ slug: tenantSlugSchema, name: tenantNameSchema })

/**
 * Makes the organisation whose id the scope carries, with its keys, its audit log and the built-in
 * roles, in one transaction: there is never a tenant whose log does not start with its creation.
 * @throws AppError `invalid_input`, or `uniqueness` where the short name is taken
 */
export function createTenant(
  scope: TenantScope<'tenant:create'>,
  input: z.infer<typeof createTenantInput>,
): Promise<Tenant> {
  const { slug, name } = validated(input)
  return withTenant(scope, async (tx) => {
    const made = await tx.query(
      `INSERT INTO tenants (id, slug, name, log_origin, created_at) VALUES ($1, $2, $3, $4, coalesce($5, now()))
       ON CONFLICT DO NOTHING RETURNING id`,
      [tx.tenantId, slug, name, `${new URL(env().GATEHOUSE_URL).host}/t/${tx.tenantId}`, seededAt(scope)],
    )
    if (made.length === 0) {
      throw new AppError({
        code: 'uniqueness',
        message: `There is an organisation with the short name ${slug} already. Choose another.`,
        path: '/slug',
      })
    }
    await startAuditLog(tx, await createTenantKeys(tx))
    await createBuiltInRoles(tx)
    await append(tx, {
      action: 'tenant.create',
      targets: [{ type: 'tenant', id: tx.tenantId, name }],
      metadata: { slug },
    })
    return readTenant(tx)
  })
}

/** The demo seed says when its organisations are said to have been made, as their first event does. */
function seededAt({ principal }: TenantScope<'tenant:create'>): Date | null {
  return principal.type === 'system' && principal.task === 'seed' ? (principal.at ?? null) : null
}

/** The command line calls this without a transport that has checked the input. */
function validated(input: unknown): z.infer<typeof createTenantInput> {
  const result = createTenantInput.safeParse(input)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = String(issue?.path[0] ?? '')
  throw new AppError({
    code: 'invalid_input',
    message: `The ${field || 'input'} ${issue?.message ?? 'is wrong'}.`,
    path: `/${field}`,
  })
}
