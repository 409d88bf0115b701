import { ArrowRight, Check, TriangleAlert, UserPlus } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { HeldRole, RehearsedPerson } from '#contracts/rehearsals.ts'
import { OUTCOME_WORDS } from './rehearsal-words.ts'

/** Who loses something needs a person's look; who keeps it stays quiet. */
export function OutcomeBadge({ outcome }: { outcome: RehearsedPerson['outcome'] }) {
  const { tone, Icon } = LOOKS[outcome]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {OUTCOME_WORDS[outcome]}
    </Badge>
  )
}

const LOOKS = {
  loses: { tone: 'attention', Icon: TriangleAlert },
  gains: { tone: 'info', Icon: UserPlus },
  keeps: { tone: 'outline', Icon: Check },
} as const

const namesOf = (roles: readonly HeldRole[]) => [...new Set(roles.map(({ role }) => role))].sort()

/** The roles that count: whoever is disabled holds none of theirs. */
export function RolesChange({ person }: { person: RehearsedPerson }) {
  const before = person.activeBefore ? namesOf(person.rolesBefore) : []
  const after = person.activeAfter ? namesOf(person.rolesAfter) : []
  const words = (roles: readonly string[], active: boolean | null) =>
    active ? roles.join(', ') || 'No role' : 'No access'
  const [from, to] = [words(before, person.activeBefore), words(after, person.activeAfter)]
  if (from === to) return <span className="truncate text-muted">{to}</span>
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span className="truncate text-muted">{from}</span>
      <ArrowRight aria-label="becomes" className="size-3.5 shrink-0 text-muted" />
      <span className="truncate">{to}</span>
    </span>
  )
}
