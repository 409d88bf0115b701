import { type ErrorCode, errorCodeSchema } from '#contracts/error-codes.ts'
import type { ProvisioningClient, ProvisioningKind } from '#contracts/provisioning-log.ts'
import { PROVIDER_WORDS, type ProviderWords } from './provider-words.ts'

export type Failure = {
  status: number
  /** The error's code; null where the answer had none. */
  situation: string | null
  kind: ProvisioningKind
  client: ProvisioningClient
}

type Advice = (words: ProviderWords, kind: ProvisioningKind) => string[]

const again = ({ retry }: ProviderWords) => `Then ${retry}.`
const ofGroups = (kind: ProvisioningKind) => kind.startsWith('group.')
const ours: Advice = ({ name }) => [
  `There is nothing to change: ${name} tries again by itself.`,
  'If it goes on for an hour, give the request id to whoever runs Gatehouse.',
]
const clientFault =
  (what: string): Advice =>
  (words) => [
    what,
    `Check in ${words.name} under ${words.mapping} that no rule writes something of its own, and report it to ${words.name} if it sends this by itself.`,
  ]

/** What to change in the provider, by what went wrong. */
const ADVICE: Record<ErrorCode, Advice> = {
  invalid_input: (words) => [`In ${words.name}, check the values under ${words.mapping}.`, again(words)],
  invalid_filter: clientFault('The provider asked with a filter that SCIM does not have.'),
  invalid_path: (words) => [
    `In ${words.name} under ${words.mapping}, take out the attribute that this directory does not have, or map it to one that /Schemas lists.`,
    again(words),
  ],
  invalid_value: (words, kind) =>
    ofGroups(kind)
      ? [
          `In ${words.name}, see under ${words.scope} that every member of the group is provisioned to this application, before the group is.`,
          `A group needs a name: check it under ${words.groups}.`,
          again(words),
        ]
      : [
          `In ${words.name} under ${words.mapping}, correct what the attribute in the error is filled from: it is empty or of another type for this person.`,
          again(words),
        ],
  invalid_syntax: clientFault(
    'What arrived is not a SCIM message: the body, its schemas or its operations are malformed.',
  ),
  invalid_cursor: clientFault('The provider went on with a cursor that was not given out here.'),
  expired_cursor: (words) => [
    `${words.name} took too long between two pages. Nothing is lost: it starts again.`,
    again(words),
  ],
  invalid_count: clientFault('The provider changed the page size in the middle of a list.'),
  mutability: (words) => [
    `In ${words.name} under ${words.mapping}, take out the attribute that the error names: it is set here and cannot be written (such as id or meta).`,
    again(words),
  ],
  no_target: (words) => [
    `In ${words.name} under ${words.mapping}, map to the attribute itself, or to an entry that exists, such as emails[type eq "work"].value.`,
    again(words),
  ],
  too_many: (words) => [
    `In ${words.name} under ${words.scope}, narrow what is provisioned, or have it sent in smaller parts.`,
    again(words),
  ],
  unauthenticated: (words) => [
    'Create a token on the page of this directory, or rotate the one that is about to end.',
    `In ${words.name}, enter it under ${words.token}, without the word Bearer.`,
    again(words),
  ],
  forbidden: (words, kind) =>
    kind === 'discovery'
      ? [`Discovery cannot be filtered. In ${words.name}, read it without a filter.`]
      : [
          `The token lacks the scope that the error names. Create one with that scope on the page of this directory and enter it in ${words.name} under ${words.token}.`,
          `If it is not meant to write ${ofGroups(kind) ? 'groups' : 'people'}, switch that off in ${words.name} under ${ofGroups(kind) ? words.groups : words.scope}.`,
        ],
  step_up_required: clientFault('A provider cannot confirm that it is a person.'),
  not_found: (words, kind) =>
    kind === 'other' || kind === 'discovery'
      ? [
          `In ${words.name}, correct the address under ${words.address}: copy the base URL from the page of this directory, without anything behind it.`,
        ]
      : [
          `${words.name} refers to ${ofGroups(kind) ? 'a group' : 'a person'} that was removed here, or to one of another directory.`,
          ofGroups(kind)
            ? `Under ${words.groups}, unlink the group and push it anew.`
            : `Under ${words.scope}, take the person out and assign them again, so that they are matched anew.`,
        ],
  method_not_allowed: (words) => [
    `In ${words.name}, correct the address under ${words.address}: a part of it is doubled or missing.`,
  ],
  misdirected: (words) => [
    `In ${words.name} under ${words.address}, use the host name in the base URL on the page of this directory.`,
  ],
  conflict: (words, kind) =>
    ofGroups(kind)
      ? [`In ${words.name} under ${words.groups}, look at what the error names. Nothing was changed.`, again(words)]
      : [
          'This person is an Owner here. Give the role Owner to somebody else and take it from this person first.',
          `Or take the person out under ${words.scope} in ${words.name}, so that it manages only people who are not Owners.`,
          again(words),
        ],
  uniqueness: (words, kind) =>
    ofGroups(kind)
      ? [
          `A group of this name is here already. In ${words.name} under ${words.groups}, link to the group that exists, or rename one of the two.`,
          again(words),
        ]
      : [
          `Somebody here has this userName. In ${words.name}, check under ${words.mapping} that userName is filled from a value that no two people share.`,
          'If it is the same person in another directory, remove them from the one that no longer provisions them.',
          again(words),
        ],
  idempotency_mismatch: clientFault('The same idempotency key came with another body.'),
  precondition_failed: (words) => [
    `${words.name} wrote on the basis of an old version. It reads again and repeats by itself.`,
    `If it does not: ${words.retry}.`,
  ],
  payload_too_large: (words, kind) => [
    ofGroups(kind)
      ? `In ${words.name} under ${words.groups}, push large groups in parts or split the group: a request has at most 1 MiB.`
      : `In ${words.name} under ${words.mapping}, take out large values such as photos: a request has at most 1 MiB.`,
  ],
  unsupported_media_type: (words) => [
    `In ${words.name} under ${words.address}, choose SCIM 2.0 and the content type application/scim+json.`,
  ],
  rate_limited: ({ name }) => [
    `${name} waits and tries again by itself (Retry-After). Nothing is lost.`,
    `If it happens all day, look whether two applications in ${name} provision into this directory.`,
  ],
  timeout: ours,
  sign_in_rejected: (words) => [`In ${words.name}, check the token under ${words.token}.`, again(words)],
  held_back: ({ name }) => [
    `Open the directory: its guard rail shows who is held back. If they are to leave, let them pass; ${name} tries again by itself.`,
    `If they are not, keep them out and mend the scope or the assignments in ${name}.`,
  ],
  unavailable: ours,
  internal: ours,
}

/** By what it was answered with, where no code of ours is known: an answer of a newer or an older version. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 409) return 'conflict'
  if (status === 429) return 'rate_limited'
  // RFC 7644 section 3.11: /Me stands for nobody here.
  if (status === 501) return 'method_not_allowed'
  return status >= 500 ? 'internal' : 'invalid_input'
}

/** What to change in the identity provider, in its console's own words; nothing for what went well. */
export function advise({ status, situation, kind, client }: Failure): string[] {
  if (status < 400) return []
  const code = errorCodeSchema.safeParse(situation).data ?? codeOfStatus(status)
  return ADVICE[code](PROVIDER_WORDS[client], kind).map(
    (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1),
  )
}
