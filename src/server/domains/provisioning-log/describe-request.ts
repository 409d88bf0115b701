import type { ProvisioningKind, ProvisioningOutcome } from '#contracts/provisioning-log.ts'
import { describeDeeds, type NameOf, thing } from './describe-deeds.ts'
import type { RequestFacts } from './request-facts.ts'
import { whyNot } from './why-not.ts'

export type Described = {
  kind: ProvisioningKind
  outcome: ProvisioningOutcome
  status: number
  situation: string | null
  facts: RequestFacts
}

/**
 * What a request did, in one sentence, from what was done or found and never from what its body says.
 * @param nameOf the name of a person or group, where the reader may see it and it is known
 */
export function describeRequest(request: Described, nameOf: NameOf): string {
  const sentence = words(request, nameOf)
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

function words(request: Described, nameOf: NameOf): string {
  const { kind, outcome, facts } = request
  const refused = facts.bulk?.refused ?? 0
  if (kind === 'bulk' && request.status < 400 && refused > 0) {
    const of = `${refused} of ${facts.bulk?.tried} operations refused`
    return facts.deeds.length === 0 ? `changed nothing: ${of}` : `${describeDeeds(facts.deeds, nameOf)}; ${of}`
  }
  if (kind === 'gap') {
    const dropped = facts.dropped ?? 0
    return `${dropped} ${dropped === 1 ? 'request was' : 'requests were'} answered and not written down here: too many came at once`
  }
  if (outcome === 'refused' || outcome === 'failed') {
    return `could not ${attempt(request, nameOf)}: ${whyNot(request.situation, request.status)}`
  }
  if (outcome === 'changed') return describeDeeds(facts.deeds, nameOf)
  if (outcome === 'read') return reading(request, nameOf)
  if (kind === 'bulk') return 'changed nothing: everything was already so'
  if (facts.subject === null || facts.target === null) return 'changed nothing: it was already so'
  return `changed nothing about ${thing(facts.subject, facts.target, nameOf)}: the value was already so`
}

const DISCOVERY = {
  Schemas: 'asked for the schemas',
  ResourceTypes: 'asked for the resource types',
  ServiceProviderConfig: 'asked what this server can do',
} as const

function reading({ kind, status, facts }: Described, nameOf: NameOf): string {
  const { subject, target } = facts
  if (facts.discovery) return DISCOVERY[facts.discovery]
  if (kind === 'me') return 'asked whom the token stands for'
  if (status === 304) return `asked whether ${thing(subject, target, nameOf)} has changed: it has not`
  if (kind.endsWith('.read')) return `read ${thing(subject, target, nameOf)}`
  const found = facts.found ?? 0
  if (kind.endsWith('.list')) return `listed the ${subject === 'group' ? 'groups' : 'people'}: ${found} in all`
  if (kind.endsWith('.search')) return `looked for ${wanted(facts)}: ${counted(found)}`
  return 'asked for something'
}

function wanted({ subject, sought }: RequestFacts): string {
  const noun = subject === 'user' ? 'a person' : subject === 'group' ? 'a group' : 'people and groups'
  if (sought === null) return noun
  return `${noun} by ${ATTRIBUTES[sought.attribute.toLowerCase()]?.(subject) ?? sought.attribute}${sought.several ? ' and more' : ''}`
}

type Subject = RequestFacts['subject']
const ATTRIBUTES: Record<string, (subject: Subject) => string> = {
  username: () => 'user name',
  externalid: () => 'external id',
  displayname: (subject) => (subject === 'group' ? 'name' : 'display name'),
  name: () => 'name',
  emails: () => 'e-mail address',
  id: () => 'id',
  members: () => 'member',
  active: () => 'whether they are active',
  meta: () => 'when it was changed',
}

function counted(found: number): string {
  if (found === 0) return 'none found'
  return found === 1 ? 'one found' : `${found} found`
}

const ATTEMPTS: Record<ProvisioningKind, (of: string) => string> = {
  'user.create': () => 'add a person',
  'user.replace': (of) => `write ${of}`,
  'user.patch': (of) => `change ${of}`,
  'user.delete': (of) => `delete ${of}`,
  'user.read': (of) => `read ${of}`,
  'user.list': () => 'list people',
  'user.search': () => 'look for a person',
  'group.create': () => 'add a group',
  'group.replace': (of) => `write ${of}`,
  'group.patch': (of) => `change ${of}`,
  'group.delete': (of) => `delete ${of}`,
  'group.read': (of) => `read ${of}`,
  'group.list': () => 'list groups',
  'group.search': () => 'look for a group',
  'any.search': () => 'look for people and groups',
  me: () => 'find whom the token stands for',
  bulk: () => 'make several changes',
  discovery: () => 'describe this server',
  other: () => 'answer at this address',
  gap: () => 'write down',
}

function attempt({ kind, facts }: Described, nameOf: NameOf): string {
  return ATTEMPTS[kind](thing(facts.subject, facts.target, nameOf))
}
