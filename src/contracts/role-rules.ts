import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { type AttributeMapping, type ReceivedProfile, valuesFor } from './received-profile.ts'

export const ROLE_RULES_AT_MOST = 100
export const ROLE_RULE_OPERATORS = ['equals', 'contains', 'any-of'] as const

/** The claim that stands for the groups of a profile, whatever the provider calls them. */
export const GROUPS_CLAIM = 'groups'

/** Compared exactly, upper and lower case included. `expected` has one value for `equals` and `contains`. */
const conditionSchema = z.strictObject({
  claim: z.string().trim().min(1).max(512),
  operator: z.enum(ROLE_RULE_OPERATORS),
  expected: z.array(z.string().trim().min(1).max(1024)).min(1).max(50),
  roleKey: z.string().min(1).max(64),
  /** Whether the rules below are read even when this one matches. */
  goesOn: z.boolean(),
})
export const roleRuleInputSchema = z
  .strictObject({ ...conditionSchema.shape, id: uuidSchema.optional() })
  .refine((rule) => rule.operator === 'any-of' || rule.expected.length === 1, {
    message: 'has one value unless it matches any of several',
    path: ['expected'],
  })
export const roleRuleSchema = z.object({ ...conditionSchema.shape, id: uuidSchema, roleName: z.string() })

export type RoleRuleInput = z.infer<typeof roleRuleInputSchema>
export type RoleRule = z.infer<typeof roleRuleSchema>

type Condition = Pick<RoleRule, 'claim' | 'operator' | 'expected' | 'goesOn'>

/**
 * The rules that a profile meets. They are read from the top; the first that matches is the last that is read,
 * unless it goes on. Pure, so that the console's preview and the sign-in cannot disagree.
 */
export function matchingRules<R extends Condition>(
  rules: readonly R[],
  profile: Pick<ReceivedProfile, 'attributes'>,
  mapping: AttributeMapping,
): R[] {
  const matched: R[] = []
  for (const rule of rules) {
    if (!matches(rule, claimValues(rule.claim, profile, mapping))) continue
    matched.push(rule)
    if (!rule.goesOn) break
  }
  return matched
}

function claimValues(claim: string, profile: Pick<ReceivedProfile, 'attributes'>, mapping: AttributeMapping): string[] {
  if (claim === GROUPS_CLAIM) return valuesFor('groups', profile, mapping)
  return Object.hasOwn(profile.attributes, claim) ? (profile.attributes[claim] ?? []) : []
}

function matches(rule: Condition, values: readonly string[]): boolean {
  const [first = ''] = rule.expected
  if (first === '') return false
  switch (rule.operator) {
    case 'equals':
      return values.includes(first)
    case 'contains':
      return values.some((value) => value.includes(first))
    case 'any-of':
      return values.some((value) => rule.expected.includes(value))
  }
}
