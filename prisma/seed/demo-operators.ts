import type { DemoPerson } from './demo-people.ts'

/** An operator of the demo, with the role in the house tenant. */
export type DemoOperator = Omit<DemoPerson, 'tenant'> & { roleKey: 'owner' | 'operator' }

const OPERATORS: [given: string, family: string, title: string, roleKey: DemoOperator['roleKey']][] = [
  ['Otto', 'Lindgren', 'Head of Platform', 'owner'],
  ['Mei', 'Tanaka', 'Onboarding Engineer', 'operator'],
]

/** The vendor's own staff, whom the demo's OpenID provider signs in to the operator console. */
export function demoOperators(): DemoOperator[] {
  return OPERATORS.map(([givenName, familyName, title, roleKey]) => {
    const email = `${givenName}.${familyName}@vendor.example`.toLowerCase()
    return {
      userName: email,
      email,
      givenName,
      familyName,
      displayName: `${givenName} ${familyName}`,
      department: 'Platform',
      title,
      groups: ['Platform'],
      roleKey,
    }
  })
}
