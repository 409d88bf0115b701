import { emailAddressSchema } from '#contracts/invitations.ts'
import { authorize } from '#server/domains/access/index.ts'
import { createInvitation } from '#server/domains/identity/index.ts'
import { withSystem } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'

/** `gatehouse invite <tenant-slug> <email> [name]`: mails the first Owner of a tenant a link that works once. */
export async function runInvite([slug, email, ...name]: string[]): Promise<number> {
  if (!slug || !email || !emailAddressSchema.safeParse(email).success) {
    throw new AppError({
      code: 'invalid_input',
      message: 'Name a tenant and an e-mail address: gatehouse invite acme ada@acme.example Ada Okafor',
    })
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
  const invitation = await createInvitation(
    authorize({ type: 'system', tenantId: tenant.id, task: 'provision-tenant', request }, 'invitation:manage'),
    { email, name: name.join(' ').trim() || email, roleKey: 'owner', accessDays: null },
  )
  process.stdout.write(
    `${email} is invited to ${tenant.name} as Owner. The server mails the link; it works once, until ${invitation.expiresAt}.\n`,
  )
  return 0
}
