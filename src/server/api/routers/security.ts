import { noInput } from '#contracts/no-input.ts'
import {
  addPasskeyInput,
  addPasskeyOutput,
  beginConfirmationOutput,
  beginPasskeyOutput,
  confirmInput,
  confirmOutput,
  removePasskeyInput,
  removePasskeyOutput,
  securityGetOutput,
} from '#contracts/passkeys.ts'
import {
  addPasskey,
  beginConfirmation,
  beginPasskey,
  confirmByPasskey,
  getSecurity,
  removePasskey,
} from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const securityRouter = router({
  get: procedure('profile:read')
    .input(noInput)
    .output(securityGetOutput)
    .query(({ ctx }) => getSecurity(ctx.scope)),
  beginPasskey: procedure('passkey:manage')
    .input(noInput)
    .output(beginPasskeyOutput)
    .mutation(({ ctx }) => beginPasskey(ctx.scope)),
  addPasskey: procedure('passkey:manage')
    .input(addPasskeyInput)
    .output(addPasskeyOutput)
    .mutation(({ ctx, input }) => addPasskey(ctx.scope, input)),
  removePasskey: procedure('passkey:manage')
    .input(removePasskeyInput)
    .output(removePasskeyOutput)
    .mutation(({ ctx, input }) => removePasskey(ctx.scope, input)),
  beginConfirmation: procedure('profile:update')
    .input(noInput)
    .output(beginConfirmationOutput)
    .mutation(({ ctx }) => beginConfirmation(ctx.scope)),
  confirm: procedure('profile:update')
    .input(confirmInput)
    .output(confirmOutput)
    .mutation(({ ctx, input }) => confirmByPasskey(ctx.scope, input)),
})
