import type { z } from 'zod'
import type { SetupLink, setupLinksCreateInput } from '#contracts/setup-links.ts'
import { holdActor } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { hashOfToken, newOpaqueToken } from '../opaque-token.ts'
import { countLiveSetupLinks, LIVE_SETUP_LINKS_AT_MOST, setupLinks } from './setup-link-store.ts'

/**
 * Makes a link with which an IT person without an account sets up sign-on and provisioning: in one browser, for at
 * most seven days. The address is answered here and never again.
 * @throws AppError `conflict` where there are too many that work
 */
export function createSetupLink(
  scope: TenantScope<'setup-link:create'>,
  input: z.infer<typeof setupLinksCreateInput>,
): Promise<{ url: string; item: SetupLink }> {
  return withTenant(scope, async (tx) => {
    await holdActor(tx)
    if ((await countLiveSetupLinks(tx)) >= LIVE_SETUP_LINKS_AT_MOST) {
      throw new AppError({
        code: 'conflict',
        message: `There are ${LIVE_SETUP_LINKS_AT_MOST} set-up links that work, which is the most there can be. Revoke one first.`,
      })
    }
    const [id, token] = [newId(), newOpaqueToken()]
    const { principal } = scope
    const operator = principal.type === 'system' ? principal.operator : undefined
    await tx.query(
      `INSERT INTO setup_links (tenant_id, id, label, token_hash, created_by, created_by_key, created_at, expires_at, operator_id, operator_name)
       VALUES ($1, $2, $3, $4, $5, $6, now(), now() + make_interval(days => $7), $8, $9)`,
      [
        tx.tenantId,
        id,
        input.label,
        hashOfToken(token),
        principal.type === 'user' ? principal.id : null,
        principal.type === 'api-key' ? principal.id : null,
        input.expiresInDays,
        operator?.id ?? null,
        operator?.name ?? null,
      ],
    )
    const [item] = (await setupLinks(tx, id)) as [SetupLink]
    await append(tx, {
      action: 'setup_link.create',
      targets: [{ type: 'setup_link', id, name: input.label }],
      metadata: { label: input.label, expiresAt: item.expiresAt },
    })
    return { url: `${env().GATEHOUSE_URL}/setup/${token}`, item }
  })
}
