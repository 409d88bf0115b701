import { authorize } from '#server/domains/access/index.ts'
import { warnOfTokens } from '#server/domains/directory/index.ts'
import { recheckDomains, refreshConnections, warnOfCertificates } from '#server/domains/identity/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { forEachTenant } from './for-each-tenant.ts'

/** Once a day: metadata is read again, ends of certificates and tokens are warned of, domains are looked up again. */
export async function checkConnections(now: Date): Promise<void> {
  const requestId = newId()
  await forEachTenant(async (tenantId) => {
    const request = { source: 'job', requestId } as const
    const scope = authorize({ type: 'system', tenantId, task: 'housekeeping', request }, 'sso-connection:manage')
    // New certificates first: nobody is warned of one that has just been replaced.
    await refreshConnections(scope, now)
    await warnOfCertificates(scope, now)
    await recheckDomains(scope, now)
    await warnOfTokens(authorize({ type: 'system', tenantId, task: 'housekeeping', request }, 'directory:manage'), now)
  })
}
