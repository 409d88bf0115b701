import { shortenMiddle } from '#components/ui/mono-id.tsx'
import type { AuditActor } from '#contracts/audit.ts'

const KINDS: Record<AuditActor['type'], string> = {
  user: 'Person',
  service: 'Service',
  agent: 'Agent',
  operator: 'Operator',
  system: 'Gatehouse',
  anonymous: 'Not signed in',
}

/** Who did it: a name where the reader may know it, else the kind and the id. */
export function ActorName({ actor }: { actor: AuditActor }) {
  if (actor.name) return <span className="truncate">{actor.name}</span>
  return (
    <span className="flex min-w-0 items-baseline gap-1.5 truncate">
      {KINDS[actor.type]}
      {actor.id && actor.type !== 'system' ? (
        <span className="truncate font-mono text-muted text-xs" title={actor.id}>
          {shortenMiddle(actor.id)}
        </span>
      ) : null}
    </span>
  )
}
