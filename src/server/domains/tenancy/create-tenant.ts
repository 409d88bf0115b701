import { z } from 'zod'
import { HOUSE_SLUG, tenantSlugSchema } from '#contracts/identifiers.ts'
import { type Tenant, tenantNameSchema } from '#contracts/tenant.ts'
import type { TenantScope } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { layDownTenant } from './lay-down-tenant.ts'

const createTenantInput = z.strictObject({ slug: tenantSlugSchema, name: tenantNameSchema })

/**
 * Makes the organisation whose id the scope carries, with its keys, its audit log and the built-in
 * roles, in one transaction: there is never a tenant whose log does not start with its creation.
 * @throws AppError `invalid_input`, or `uniqueness` where the short name is taken or reserved
 */
export function createTenant(
  scope: TenantScope<'tenant:create'>,
  input: z.infer<typeof createTenantInput>,
): Promise<Tenant> {
  const { slug, name } = validated(input)
  if (slug === HOUSE_SLUG) {
    throw new AppError({
      code: 'uniqueness',
      message: `The short name ${HOUSE_SLUG} is reserved for the operators of this installation. Choose another.`,
      path: '/slug',
    })
  }
  return layDownTenant(scope, { slug, name, kind: 'customer' })
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
