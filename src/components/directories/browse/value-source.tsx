'use client'

import { useTenantHref } from '#components/layout/me-context.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ValueSource } from '#contracts/directory-browser.ts'

const BY: Record<ValueSource['by'], string> = {
  scim: 'the provider',
  'sign-in': 'a sign-in’s claims',
  console: 'somebody in the console',
  other: 'Gatehouse',
}

/** Which change brought a value, with the request and the event to look at. */
export function ValueSourceWords({ source, directoryId }: { source: ValueSource | null; directoryId: string | null }) {
  const href = useTenantHref()
  if (source === null) {
    return <p className="text-muted text-xs">Not in the audit log: it was there before, or the event is gone.</p>
  }
  return (
    <p className="text-muted text-xs">
      {source.certain ? 'From' : 'Perhaps from'} {BY[source.by]}, <Time at={source.at} />{' '}
      {source.logEntryId && directoryId ? (
        <TextLink href={`${href(`directories/${directoryId}/log`)}?request=${source.logEntryId}`}>request</TextLink>
      ) : null}
      {source.logEntryId && directoryId ? ', ' : null}
      <TextLink href={`${href('audit')}?event=${source.seq}`}>event {source.seq}</TextLink>
      {source.certain ? null : '. Several schemas have an attribute of this name, and events name it alone.'}
    </p>
  )
}
