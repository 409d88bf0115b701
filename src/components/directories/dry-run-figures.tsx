'use client'

import { useTenantHref } from '#components/layout/me-context.tsx'
import { cn } from '#components/ui/cn.ts'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { TextLink } from '#components/ui/text-link.tsx'
import type { DryRunOutcome, DryRunReport } from '#contracts/dry-run.ts'
import { OUTCOME_WORDS } from './dry-run-words.ts'

const SHOWN: readonly DryRunOutcome[] = ['lose', 'gain', 'change', 'keep']

/** Who would lose access, first of all. */
export function DryRunFigures({ directoryId, report }: { directoryId: string; report: DryRunReport }) {
  const href = useTenantHref()
  const { people, groups, unmentioned, heldBack, refused } = report
  return (
    <section aria-label="What would happen" className="flex flex-col gap-2">
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line lg:grid-cols-4">
        {SHOWN.map((outcome) => (
          <li key={outcome} className="bg-surface px-4 py-3.5">
            <span className="block text-muted text-sm">{OUTCOME_WORDS[outcome]}</span>
            <span
              className={cn(
                'mt-1 block text-figure tabular tracking-tight',
                outcome === 'lose' && people.lose > 0 && 'text-danger',
              )}
            >
              {formatCount(people[outcome])}
            </span>
          </li>
        ))}
      </ul>
      <p className="text-pretty text-muted text-sm">
        By everything that was sent so far, with {countOf(groups, 'group')}.
        {unmentioned > 0
          ? ` Of ${countOf(unmentioned, 'person', 'people')} here without a directory the provider has said nothing; they stay as they are.`
          : ''}
        {heldBack > 0
          ? ` The guard rail would have held ${countOf(heldBack, 'removal')} back until somebody decides.`
          : ''}{' '}
        {refused > 0 ? (
          <TextLink href={`${href(`directories/${directoryId}/log`)}?outcome=refused`}>
            {countOf(refused, 'request was', 'requests were')} refused, as they would be live
          </TextLink>
        ) : (
          'No request was refused.'
        )}
      </p>
    </section>
  )
}
