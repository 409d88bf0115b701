'use client'

import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useMe, useTenantHref } from '#components/layout/me-context.tsx'
import { cn } from '#components/ui/cn.ts'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { Verification } from '#contracts/audit.ts'
import { ActorName } from './actor-name.tsx'

/** A run whose head is broken is recorded nowhere: then it has no number. */
type ShownVerification = Omit<Verification, 'recordedSeq'> & { recordedSeq: number | null }

/**
 * The one mark for “verified”. It exists only for a check that ran, and always opens to what was
 * checked, by whom, when, and how to check it oneself.
 */
export function VerifiedMark({ verification, className }: { verification: ShownVerification; className?: string }) {
  const href = useTenantHref()
  const { tenant } = useMe()
  const faulty = verification.faults > 0
  const Icon = faulty ? ShieldAlert : ShieldCheck
  return (
    <Popover>
      <PopoverTrigger
        className={cn(
          'inline-flex h-6 items-center gap-1.5 rounded-sm px-1.5 font-medium text-sm pointer-coarse:h-9',
          faulty ? 'bg-danger-soft text-danger' : 'bg-verified-soft text-verified',
          className,
        )}
      >
        <Icon aria-hidden className="size-4" />
        {faulty ? countOf(verification.faults, 'faulty event') : 'Verified'}
      </PopoverTrigger>
      <PopoverContent aria-label="What was verified">
        <p className="font-medium">
          {faulty ? 'The check found faults' : `${countOf(verification.checked, 'event')} recomputed, no fault`}
        </p>
        <DefinitionList
          className="mt-3"
          items={[
            [
              'Checked',
              `Event 1 to ${formatCount(verification.headSeq)}: each event’s text, its hash, its personal fields’ commitments and its link to the one before`,
            ],
            [
              'Head',
              verification.headHash ? (
                <MonoId key="head" value={verification.headHash} label="head hash" />
              ) : (
                'Empty log'
              ),
            ],
            ['By', <ActorName key="by" actor={verification.verifiedBy} />],
            ['When', <Time key="when" at={verification.verifiedAt} absolute seconds />],
            [
              'Recorded as',
              verification.recordedSeq === null ? (
                'Nothing, since the head is broken'
              ) : (
                <TextLink key="event" href={`${href('audit')}?event=${verification.recordedSeq}`}>
                  Event {formatCount(verification.recordedSeq)}
                </TextLink>
              ),
            ],
          ]}
        />
        {faulty ? <p className="mt-3 text-sm">Run Verify on the audit log to have each faulty event named.</p> : null}
        <div className="mt-4 border-t pt-3 text-muted text-sm">
          <p className="font-medium text-ink">Check it yourself</p>
          <p className="mt-1">
            Open any event and download its exact bytes. Its leaf hash is SHA-256 over one zero byte and those bytes:
          </p>
          <code className="mt-1.5 block overflow-x-auto whitespace-pre rounded-md bg-sunken px-2 py-1.5 font-mono text-ink text-xs">
            {"{ printf '\\0'; cat event.json; } \\\n  | openssl dgst -sha256 -binary | base64"}
          </code>
          <p className="mt-2">Whoever runs the server recomputes the whole chain from a shell:</p>
          <code className="mt-1.5 block overflow-x-auto whitespace-pre rounded-md bg-sunken px-2 py-1.5 font-mono text-ink text-xs">
            {`npm run -s gatehouse -- verify ${tenant.slug}`}
          </code>
          <p className="mt-2">
            The chain over the leaf hashes is keyed. It shows tampering to whoever holds the key, and proves nothing to
            someone who does not trust this server.
          </p>
        </div>
      </PopoverContent>
    </Popover>
  )
}
