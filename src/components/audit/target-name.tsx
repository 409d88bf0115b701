import { shortenMiddle } from '#components/ui/mono-id.tsx'
import type { AuditEventSummary } from '#contracts/audit.ts'

const KINDS: Record<string, string> = {
  user: 'Person',
  group: 'Group',
  role: 'Role',
  session: 'Session',
  tenant: 'Organisation',
  sso_connection: 'Connection',
  'sso-connection': 'Connection',
  sign_in_trace: 'Sign-in trace',
  setup_link: 'Set-up link',
  domain: 'Domain',
  passkey: 'Passkey',
  invitation: 'Invitation',
  break_glass_entry: 'Emergency access',
  directory: 'Directory',
  scim_token: 'Directory token',
  'scim-token': 'Directory token',
  api_key: 'API key',
  'api-key': 'API key',
  application: 'Application',
  audit_event: 'Event',
  audit_log: 'Audit log',
}

export function targetKind(type: string): string {
  return KINDS[type] ?? type
}

/** The first thing acted on, and how many more. */
export function TargetName({ targets }: { targets: AuditEventSummary['targets'] }) {
  const [first, ...more] = targets
  if (!first) return <span className="text-muted">–</span>
  return (
    <span className="flex min-w-0 items-baseline gap-1.5 truncate">
      <span className={first.name ? 'text-muted' : undefined}>{targetKind(first.type)}</span>
      {first.name ? (
        <span className="truncate">{first.name}</span>
      ) : (
        <span className="truncate font-mono text-muted text-xs" title={first.id}>
          {shortenMiddle(first.id)}
        </span>
      )}
      {more.length > 0 ? <span className="text-muted">and {more.length} more</span> : null}
    </span>
  )
}
