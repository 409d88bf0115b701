import { BUILT_IN_ROLE_KEYS, OPERATOR_ROLE_KEY } from '#contracts/permissions.ts'

const [owner, ...others] = BUILT_IN_ROLE_KEYS
const strength = new Map<string, number>([owner, OPERATOR_ROLE_KEY, ...others].map((key, index) => [key, index]))

/** The strongest first: the built-in roles in their order, then a tenant's own by name. */
export function strongestFirst(a: { key: string; name: string }, b: { key: string; name: string }): number {
  const first = strength.get(a.key) ?? strength.size
  const second = strength.get(b.key) ?? strength.size
  return first - second || a.name.localeCompare(b.name, 'en') || (a.key < b.key ? -1 : Number(a.key > b.key))
}
