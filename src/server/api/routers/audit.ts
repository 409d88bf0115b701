import {
  auditGetInput,
  auditGetOutput,
  auditLastVerificationOutput,
  auditListInput,
  auditListOutput,
  auditRevealInput,
  auditRevealOutput,
  auditVerifyOutput,
} from '#contracts/audit.ts'
import { noInput } from '#contracts/no-input.ts'
import {
  getAuditEvent,
  lastVerification,
  listAuditEvents,
  revealPersonalFields,
  verifyAuditLog,
} from '#server/domains/audit/index.ts'
import { procedure, router } from '../procedures.ts'

export const auditRouter = router({
  list: procedure('audit:read')
    .input(auditListInput)
    .output(auditListOutput)
    .query(({ ctx, input }) => listAuditEvents(ctx.scope, input)),
  get: procedure('audit:read')
    .input(auditGetInput)
    .output(auditGetOutput)
    .query(({ ctx, input }) => getAuditEvent(ctx.scope, input)),
  reveal: procedure('audit:reveal')
    .input(auditRevealInput)
    .output(auditRevealOutput)
    .mutation(({ ctx, input }) => revealPersonalFields(ctx.scope, input)),
  verify: procedure('audit:verify')
    .input(noInput)
    .output(auditVerifyOutput)
    .mutation(({ ctx }) => verifyAuditLog(ctx.scope)),
  lastVerification: procedure('audit:read')
    .input(noInput)
    .output(auditLastVerificationOutput)
    .query(({ ctx }) => lastVerification(ctx.scope)),
})
