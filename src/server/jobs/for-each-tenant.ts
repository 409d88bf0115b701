import { listTenants, TENANT_PAGE } from '#server/domains/tenancy/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'

/** Runs scheduled work tenant by tenant. One tenant's failure keeps no other from its turn; the job fails at the end. */
export async function forEachTenant(work: (tenantId: string) => Promise<void>): Promise<void> {
  let failures = 0
  for (let after: string | null = null; ; ) {
    const page: { id: string }[] = await listTenants(after)
    for (const { id } of page) {
      try {
        await work(id)
      } catch (error) {
        failures += 1
        logger().error({ err: error, tenantId: id }, 'scheduled work failed in one tenant')
      }
    }
    after = page.at(-1)?.id ?? null
    if (page.length < TENANT_PAGE) break
  }
  if (failures > 0) {
    throw new AppError({
      code: 'internal',
      message: 'Scheduled work failed in some tenants. It runs again at the next turn.',
      detail: `${failures} tenants failed`,
    })
  }
}
