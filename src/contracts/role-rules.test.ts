import { describe, expect, it } from 'vitest'
import { matchingRules, roleRuleInputSchema } from './role-rules.ts'

const rule = (roleKey: string, changes: Partial<Parameters<typeof matchingRules>[0][number]> = {}) => ({
  claim: 'groups',
  operator: 'equals' as const,
  expected: [roleKey],
  goesOn: false,
  roleKey,
  ...changes,
})
const roles = (rules: ReturnType<typeof rule>[], attributes: Record<string, string[]>, mapping = {}) =>
  matchingRules(rules, { attributes }, mapping).map((one) => one.roleKey)

describe('role rules', () => {
  it('are read from the top and end at the first that matches, unless it goes on', () => {
    const attributes = { groups: ['admin', 'viewer'] }
    expect(roles([rule('viewer'), rule('admin')], attributes)).toEqual(['viewer'])
    expect(roles([rule('viewer', { goesOn: true }), rule('admin')], attributes)).toEqual(['viewer', 'admin'])
    expect(roles([rule('agent'), rule('admin')], attributes)).toEqual(['admin'])
  })

  it.each([
    ['equals', ['Admins'], ['Admins', 'Staff'], true],
    ['equals', ['Admins'], ['admins'], false],
    ['equals', ['Admins'], ['Admins of nothing'], false],
    ['contains', ['dmin'], ['Admins'], true],
    ['contains', ['dmin'], ['Staff'], false],
    ['any-of', ['A', 'B'], ['B'], true],
    ['any-of', ['A', 'B'], ['AB'], false],
    ['any-of', ['A', 'B'], [], false],
  ] as const)('%s %j among %j is %s', (operator, expected, values, matches) => {
    const one = rule('viewer', { operator, expected: [...expected] })
    expect(roles([one], { groups: [...values] })).toEqual(matches ? ['viewer'] : [])
  })

  it('take groups from the attribute that is mapped, or else from the usual names', () => {
    const usual = { 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups': ['viewer'] }
    expect(roles([rule('viewer')], usual)).toEqual(['viewer'])
    expect(roles([rule('viewer')], usual, { groups: 'team' })).toEqual([])
    expect(roles([rule('viewer')], { team: ['viewer'] }, { groups: 'team' })).toEqual(['viewer'])
  })

  it('give nothing for a claim that is not there, whatever it is called', () => {
    for (const claim of ['role', '__proto__', 'constructor', 'toString']) {
      expect(roles([rule('viewer', { claim, operator: 'contains', expected: ['o'] })], { groups: ['viewer'] })).toEqual(
        [],
      )
    }
  })

  it('hold several values only where any of them is looked for', () => {
    const input = { claim: 'groups', expected: ['A', 'B'], roleKey: 'viewer', goesOn: false }
    expect(roleRuleInputSchema.safeParse({ ...input, operator: 'any-of' }).success).toBe(true)
    expect(roleRuleInputSchema.safeParse({ ...input, operator: 'equals' }).success).toBe(false)
    expect(roleRuleInputSchema.safeParse({ ...input, operator: 'contains', expected: [''] }).success).toBe(false)
  })
})
