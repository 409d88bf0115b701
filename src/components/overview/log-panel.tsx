'use client'

import { ShieldQuestion } from 'lucide-react'
import { uncheckedEvents } from '#components/audit/unchecked-events.ts'
import { VerifiedMark } from '#components/audit/verified-mark.tsx'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Overview } from '#contracts/overview.ts'

/** Whether the log can be trusted, and up to which event. */
export function LogPanel({ audit }: { audit: NonNullable<Overview['audit']> }) {
  const href = useTenantHref()
  const { lastVerification: last } = audit
  const newer = last ? uncheckedEvents(last, audit.size) : 0
  return (
    <Panel title="Audit log" action={<TextLink href={href('audit')}>{last ? 'Open' : 'Verify'}</TextLink>}>
      {last ? (
        <div className="mb-4">
          <VerifiedMark verification={last} />
          <p className="mt-1.5 text-muted text-sm tabular">
            {countOf(last.checked, 'event')} recomputed <Time at={last.verifiedAt} />
            {newer > 0 ? `; ${countOf(newer, 'newer event')} since` : ''}
          </p>
        </div>
      ) : (
        <p className="mb-4 flex items-start gap-2 text-muted">
          <ShieldQuestion aria-hidden className="mt-0.5 size-4 shrink-0" />
          Nobody has verified this log yet.
        </p>
      )}
      <DefinitionList
        items={[
          ['Head', `Event ${formatCount(audit.size)}`],
          ['Head hash', audit.headHash ? <MonoId key="hash" value={audit.headHash} label="head hash" /> : 'Empty log'],
          ['Written', audit.headAt ? <Time key="at" at={audit.headAt} /> : 'Never'],
        ]}
      />
    </Panel>
  )
}
