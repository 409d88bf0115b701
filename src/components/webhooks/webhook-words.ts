import type { WebhookDelivery, WebhookEventType } from '#contracts/webhooks.ts'

export const EVENT_WORDS: Record<WebhookEventType, string> = {
  'user.created': 'Person created',
  'user.updated': 'Person changed',
  'user.disabled': 'Person disabled',
  'user.enabled': 'Person enabled',
  'user.deleted': 'Person deleted',
  'group.created': 'Group created',
  'group.updated': 'Group changed',
  'group.deleted': 'Group deleted',
  'membership.added': 'Added to group',
  'membership.removed': 'Removed from group',
}

const FAILURE_WORDS: Record<string, string> = {
  not_https: 'The address is not https',
  own_network: 'The name leads into a private network',
  not_found: 'The name does not exist',
  refused: 'Connection refused',
  certificate: 'The certificate is not valid',
  no_answer: 'No answer',
  slow: 'No answer within 10 seconds',
}

/** What became of one attempt, in a few words. */
export function attemptWords({ status, failure }: NonNullable<WebhookDelivery['last']>): string {
  if (status !== null) return `Answered ${status}`
  return FAILURE_WORDS[failure ?? ''] ?? 'No answer'
}

export function typeWords(type: string): string {
  return type in EVENT_WORDS ? EVENT_WORDS[type as WebhookEventType] : 'Test event'
}
