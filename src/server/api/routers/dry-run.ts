import {
  dryRunDiscardInput,
  dryRunEndedOutput,
  dryRunGoLiveInput,
  dryRunPeopleInput,
  dryRunPeopleOutput,
  dryRunReportInput,
  dryRunReportOutput,
} from '#contracts/dry-run.ts'
import { discardDryRun, getDryRunReport, goLive, listDryRunPeople } from '#server/domains/directory/index.ts'
import { procedure, router } from '../procedures.ts'

export const dryRunRouter = router({
  report: procedure('directory:read')
    .input(dryRunReportInput)
    .output(dryRunReportOutput)
    .query(({ ctx, input }) => getDryRunReport(ctx.scope, input)),
  people: procedure('member:read')
    .input(dryRunPeopleInput)
    .output(dryRunPeopleOutput)
    .query(({ ctx, input }) => listDryRunPeople(ctx.scope, input)),
  goLive: procedure('directory:manage')
    .input(dryRunGoLiveInput)
    .output(dryRunEndedOutput)
    .mutation(({ ctx, input }) => goLive(ctx.scope, input)),
  discard: procedure('directory:manage')
    .input(dryRunDiscardInput)
    .output(dryRunEndedOutput)
    .mutation(({ ctx, input }) => discardDryRun(ctx.scope, input)),
})
