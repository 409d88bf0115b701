import { noInput } from '#contracts/no-input.ts'
import {
  webhookEndpointSchema,
  webhookSecretOutput,
  webhooksCreateInput,
  webhooksDeleteInput,
  webhooksDeleteOutput,
  webhooksDeliveriesInput,
  webhooksDeliveriesOutput,
  webhooksDeliveryInput,
  webhooksDeliveryOutput,
  webhooksGetInput,
  webhooksListOutput,
  webhooksReplayInput,
  webhooksReplayOutput,
  webhooksRevealInput,
  webhooksRevealOutput,
  webhooksRotateInput,
  webhooksSetEnabledInput,
  webhooksTestInput,
  webhooksTestOutput,
  webhooksUpdateInput,
} from '#contracts/webhooks.ts'
import {
  createWebhook,
  deleteWebhook,
  getDelivery,
  getWebhook,
  listDeliveries,
  listWebhooks,
  replayDeliveries,
  revealDelivery,
  rotateWebhookSecret,
  sendTestEvent,
  setWebhookEnabled,
  updateWebhook,
} from '#server/domains/webhooks/index.ts'
import { procedure, router } from '../procedures.ts'

export const webhooksRouter = router({
  list: procedure('webhook:read')
    .input(noInput)
    .output(webhooksListOutput)
    .query(({ ctx }) => listWebhooks(ctx.scope)),
  get: procedure('webhook:read')
    .input(webhooksGetInput)
    .output(webhookEndpointSchema)
    .query(({ ctx, input }) => getWebhook(ctx.scope, input)),
  create: procedure('webhook:manage')
    .input(webhooksCreateInput)
    .output(webhookSecretOutput)
    .mutation(({ ctx, input }) => createWebhook(ctx.scope, input)),
  update: procedure('webhook:manage')
    .input(webhooksUpdateInput)
    .output(webhookEndpointSchema)
    .mutation(({ ctx, input }) => updateWebhook(ctx.scope, input)),
  setEnabled: procedure('webhook:manage')
    .input(webhooksSetEnabledInput)
    .output(webhookEndpointSchema)
    .mutation(({ ctx, input }) => setWebhookEnabled(ctx.scope, input)),
  rotateSecret: procedure('webhook:manage')
    .input(webhooksRotateInput)
    .output(webhookSecretOutput)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.scope, input)),
  delete: procedure('webhook:manage')
    .input(webhooksDeleteInput)
    .output(webhooksDeleteOutput)
    .mutation(({ ctx, input }) => deleteWebhook(ctx.scope, input)),
  sendTest: procedure('webhook:manage')
    .input(webhooksTestInput)
    .output(webhooksTestOutput)
    .mutation(({ ctx, input }) => sendTestEvent(ctx.scope, input)),
  deliveries: procedure('webhook:read')
    .input(webhooksDeliveriesInput)
    .output(webhooksDeliveriesOutput)
    .query(({ ctx, input }) => listDeliveries(ctx.scope, input)),
  delivery: procedure('webhook:read')
    .input(webhooksDeliveryInput)
    .output(webhooksDeliveryOutput)
    .query(({ ctx, input }) => getDelivery(ctx.scope, input)),
  reveal: procedure('webhook:reveal')
    .input(webhooksRevealInput)
    .output(webhooksRevealOutput)
    .mutation(({ ctx, input }) => revealDelivery(ctx.scope, input)),
  replay: procedure('webhook:manage')
    .input(webhooksReplayInput)
    .output(webhooksReplayOutput)
    .mutation(({ ctx, input }) => replayDeliveries(ctx.scope, input)),
})
