import {
  leaversDownloadInput,
  leaversDownloadOutput,
  leaversFiguresOutput,
  leaversGetInput,
  leaversGetOutput,
  leaversListInput,
  leaversListOutput,
  leaversSigningKeyOutput,
} from '#contracts/leavers.ts'
import { noInput } from '#contracts/no-input.ts'
import {
  downloadReceipt,
  getLeaver,
  getLeaverFigures,
  getSigningKey,
  listLeavers,
} from '#server/domains/leavers/index.ts'
import { procedure, router } from '../procedures.ts'

export const leaversRouter = router({
  list: procedure('leaver:read')
    .input(leaversListInput)
    .output(leaversListOutput)
    .query(({ ctx, input }) => listLeavers(ctx.scope, input)),
  get: procedure('leaver:read')
    .input(leaversGetInput)
    .output(leaversGetOutput)
    .query(({ ctx, input }) => getLeaver(ctx.scope, input)),
  figures: procedure('leaver:read')
    .input(noInput)
    .output(leaversFiguresOutput)
    .query(({ ctx }) => getLeaverFigures(ctx.scope)),
  download: procedure('leaver:read')
    .input(leaversDownloadInput)
    .output(leaversDownloadOutput)
    .query(({ ctx, input }) => downloadReceipt(ctx.scope, input)),
  signingKey: procedure('leaver:read')
    .input(noInput)
    .output(leaversSigningKeyOutput)
    .query(({ ctx }) => getSigningKey(ctx.scope)),
})
