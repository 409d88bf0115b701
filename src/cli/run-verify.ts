import { authorize } from '#server/domains/access/index.ts'
import { verifyAuditLog } from '#server/domains/audit/index.ts'
import { withSystem } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'

/** `gatehouse verify <tenant-slug>`: ends with 1 when the log is not what was recorded. */
export async function runVerify([slug, ...rest]: string[]): Promise<number> {
  if (!slug || rest.length > 0) {
    throw new AppError({ code: 'invalid_input', message: 'Name one tenant by its short name: gatehouse verify acme' })
  }
  const [tenant] = await withSystem('find a tenant by its short name, for the command line', (tx) =>
    tx.query<{ id: string; name: string }>('SELECT id, name FROM tenants WHERE slug = $1', [slug]),
  )
  if (!tenant)
    throw new AppError({
      code: 'not_found',
      message: `There is no tenant with the short name ${JSON.stringify(slug)}.`,
    })

  const request = { source: 'cli', requestId: newId() } as const
  const found = await verifyAuditLog(
    authorize({ type: 'system', tenantId: tenant.id, task: 'verify', request }, 'audit:verify'),
  )
  const upTo = `${found.checked} events of ${tenant.name}, up to number ${found.headSeq} (head ${found.headHash ?? 'none'})`
  if (found.faults === 0) {
    process.stdout.write(`Verified ${upTo}. Nothing was changed, removed or put in between.\n`)
    return 0
  }
  process.stdout.write(`Checked ${upTo}. ${found.faults} of them are not what was recorded:\n`)
  for (const fault of found.faultList) process.stdout.write(`  ${fault.seq}: ${fault.message} (${fault.check})\n`)
  if (found.faults > found.faultList.length)
    process.stdout.write(`  and ${found.faults - found.faultList.length} more\n`)
  return 1
}
