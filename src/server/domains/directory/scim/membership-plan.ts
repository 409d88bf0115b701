import { coerceValue } from './coerce-value.ts'
import type { PatchOperation } from './parse-patch.ts'
import { invalidValue, mutability, noTarget, quote, tooMany } from './scim-failure.ts'
import type { Filter } from './scim-filter.ts'
import type { ScimAttribute } from './scim-schema.ts'
import { isRecord } from './scim-value.ts'

/**
 * What a PATCH does to the members of a group, without reading them: a group may have a hundred
 * thousand. Steps run in order; nearly every request is one step.
 */
export type MembershipStep =
  | { kind: 'change'; add: Set<string>; remove: Set<string> }
  | { kind: 'replace'; members: Set<string> }
  | { kind: 'removeWhere'; filter: Filter }

/** A filter may be a step of its own, and what follows it another; each is a statement or two. */
const MAX_STEPS = 20

export function isMembership(operation: PatchOperation): boolean {
  return operation.path.kind === 'attribute' && operation.path.attribute.name === 'members'
}

/** @throws AppError `invalid_value`, `no_target`, `mutability`, `too_many` */
export function planMembership(operations: readonly PatchOperation[]): MembershipStep[] {
  const steps: MembershipStep[] = []
  for (const operation of operations) {
    if (operation.path.kind !== 'attribute' || !isMembership(operation)) continue
    const { attribute, filter, sub } = operation.path
    if (sub) throw mutability(`${operation.at}: a member cannot be changed; remove it and add another.`)
    if (filter) filtered(steps, operation, attribute, filter)
    else whole(steps, operation, attribute)
    if (steps.length > MAX_STEPS) {
      throw tooMany(
        `${operation.at}: a PATCH chooses members by filter at most ${MAX_STEPS / 2} times. Send the rest apart.`,
      )
    }
  }
  return steps
}

function whole(steps: MembershipStep[], operation: PatchOperation, attribute: ScimAttribute): void {
  const { op, value } = operation
  if (op === 'replace') {
    steps.length = 0
    steps.push({ kind: 'replace', members: new Set(memberIds(attribute, value, operation.at)) })
  } else if (op === 'add') {
    add(steps, memberIds(attribute, value, operation.at))
  } else if (value === undefined || value === null) {
    steps.length = 0
    steps.push({ kind: 'replace', members: new Set() })
  } else {
    remove(steps, memberIds(attribute, value, operation.at))
  }
}

function filtered(steps: MembershipStep[], operation: PatchOperation, attribute: ScimAttribute, filter: Filter): void {
  const named = idsNamedBy(filter)
  if (operation.op === 'remove' || operation.value === null) {
    if (named) remove(steps, named)
    else steps.push({ kind: 'removeWhere', filter })
    return
  }
  const [id, ...others] = named ?? []
  if (id === undefined || others.length > 0) throw noTarget(`${operation.at}: name one member by its value to add it.`)
  const given = coerceValue({ ...attribute, multiValued: false }, operation.value, operation.at)
  const stated = isRecord(given) ? given.value : undefined
  if (stated !== undefined && stated !== id) {
    throw mutability(`${operation.at}: a member cannot become another; remove it and add the other.`)
  }
  add(steps, [id])
}

/** The ids in `value eq "a" or value eq "b"`; undefined for any other filter. */
function idsNamedBy(filter: Filter): string[] | undefined {
  if (filter.kind === 'compare' && filter.operator === 'eq' && filter.target.attribute.name === 'value') {
    return typeof filter.value === 'string' ? [filter.value] : undefined
  }
  if (filter.kind !== 'or') return undefined
  const parts = filter.filters.map(idsNamedBy)
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

function add(steps: MembershipStep[], ids: string[]): void {
  const step = last(steps)
  for (const id of ids) {
    if (step.kind === 'replace') step.members.add(id)
    else {
      step.remove.delete(id)
      step.add.add(id)
    }
  }
}

function remove(steps: MembershipStep[], ids: string[]): void {
  const step = last(steps)
  for (const id of ids) {
    if (step.kind === 'replace') step.members.delete(id)
    else {
      step.add.delete(id)
      step.remove.add(id)
    }
  }
}

function last(steps: MembershipStep[]): Exclude<MembershipStep, { kind: 'removeWhere' }> {
  const step = steps.at(-1)
  if (step && step.kind !== 'removeWhere') return step
  const fresh = { kind: 'change' as const, add: new Set<string>(), remove: new Set<string>() }
  steps.push(fresh)
  return fresh
}

const KINDS = new Set(['user', 'group'])

/** The ids in a list of members, each given by `value` at least. */
export function memberIds(attribute: ScimAttribute, raw: unknown, at: string): string[] {
  if (raw === undefined || raw === null) return []
  const given: unknown[] = Array.isArray(raw) ? raw : [raw]
  return given.map((item) => {
    const member = coerceValue({ ...attribute, multiValued: false }, item, at)
    const { value, type } = isRecord(member) ? member : {}
    if (typeof value !== 'string') throw invalidValue(`${at}: every member needs a value.`)
    if (typeof type === 'string' && !KINDS.has(type.toLowerCase())) {
      throw invalidValue(`${at}: members are of type User or Group, and not ${quote(type)}.`)
    }
    return value
  })
}
