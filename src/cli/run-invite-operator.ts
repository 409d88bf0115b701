import { emailAddressSchema } from '#contracts/invitations.ts'
import { inviteOperatorFromOutside } from '#server/domains/tenancy/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'

/** `gatehouse invite-operator <email> [name]`: mails somebody who runs this installation a link that works once. */
export async function runInviteOperator([email, ...name]: string[]): Promise<number> {
  if (!email || !emailAddressSchema.safeParse(email).success) {
    throw new AppError({
      code: 'invalid_input',
      message: 'Name an e-mail address: gatehouse invite-operator otto@vendor.example Otto Lindgren',
    })
  }
  const { invitation, house } = await inviteOperatorFromOutside(
    { email, name: name.join(' ').trim() || email },
    { source: 'cli', requestId: newId() },
  )
  process.stdout.write(
    `${email} is invited to ${house.name} as ${invitation.role.name}. The server mails the link; it works once, until ${invitation.expiresAt}.\n`,
  )
  return 0
}
