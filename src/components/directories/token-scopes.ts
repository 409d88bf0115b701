import { SCIM_SCOPES, type ScimScope } from '#contracts/directories.ts'

type Choice = { key: string; label: string; short: string; scopes: readonly ScimScope[] }

/** What a token may be made for. A person's groups are read with the person, and members' names with their group. */
export const SCOPE_CHOICES: readonly Choice[] = [
  { key: 'all', label: 'Everything: people and groups', short: 'Everything', scopes: SCIM_SCOPES },
  { key: 'read', label: 'Read only', short: 'Read only', scopes: ['users:read', 'groups:read'] },
  { key: 'users', label: 'People only', short: 'People only', scopes: ['users:read', 'users:write'] },
  { key: 'groups', label: 'Groups only', short: 'Groups only', scopes: ['groups:read', 'groups:write'] },
]

export function scopesOfChoice(key: unknown): ScimScope[] {
  return [...(SCOPE_CHOICES.find((choice) => choice.key === key)?.scopes ?? [])]
}

/** Scopes in words; those that are no choice of ours by their names. */
export function scopeWords(scopes: readonly ScimScope[]): string {
  const same = SCOPE_CHOICES.find(
    (choice) => choice.scopes.length === scopes.length && choice.scopes.every((scope) => scopes.includes(scope)),
  )
  return same?.short ?? scopes.join(', ')
}
