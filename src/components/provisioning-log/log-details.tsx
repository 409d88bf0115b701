'use client'

import { useMutation } from '@tanstack/react-query'
import { Check, CircleDashed, Eye, Wrench, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { TextLink } from '#components/ui/text-link.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ProvisioningDetail } from '#contracts/provisioning-log.ts'
import type { NamedReference } from '#contracts/references.ts'
import { useTRPC } from '#trpc/client.tsx'
import { JsonTree } from './json-tree.tsx'
import { CHECK_WORDS, CLIENT_WORDS } from './log-words.ts'

export function LogDetails({ entry }: { entry: ProvisioningDetail }) {
  const trpc = useTRPC()
  const mayReveal = useMay('provisioning-log:reveal')
  const reveal = useMutation(trpc.provisioningLog.reveal.mutationOptions())
  if (entry.kind === 'gap') {
    return (
      <DrawerPart title="What happened">
        <p className="text-sm">
          More requests came at once than could be written down here. They were answered, and what they changed is in
          the audit log.
        </p>
      </DrawerPart>
    )
  }
  const shown = reveal.data
  return (
    <div className="divide-y">
      {entry.advice.length > 0 ? <Advice entry={entry} detail={shown?.detail ?? entry.detail} /> : null}
      <DrawerPart title="Request">
        <Facts entry={entry} revealed={shown} />
      </DrawerPart>
      <DrawerPart
        title="Bodies"
        action={
          mayReveal && !shown ? (
            <Button size="sm" pending={reveal.isPending} onClick={() => reveal.mutate({ id: entry.id })}>
              {reveal.isPending ? null : <Eye aria-hidden />}
              Reveal
            </Button>
          ) : null
        }
      >
        <p className="mb-3 text-muted text-sm">
          Tokens and passwords are never stored.{' '}
          {shown
            ? 'Personal values are shown, and the audit log says that you looked.'
            : mayReveal
              ? 'Revealing personal values is written to the audit log, with your name.'
              : 'Your role does not show personal values.'}
        </p>
        <FormError error={reveal.error} />
        <Body
          title="Sent by the provider"
          bytes={entry.request.bytes}
          value={shown ? shown.request : entry.request.body}
        />
        <Body title="Our answer" bytes={entry.response.bytes} value={shown ? shown.response : entry.response.body} />
      </DrawerPart>
      <DrawerPart title="Checks">
        <Checks checks={entry.checks} />
      </DrawerPart>
    </div>
  )
}

function Advice({ entry, detail }: { entry: ProvisioningDetail; detail: string | null }) {
  return (
    <DrawerPart title="Why, and what to change">
      {detail ? <p className="mb-3 break-words text-sm">{detail}</p> : null}
      <ul className="flex flex-col gap-2 rounded-md bg-attention-soft px-3 py-2.5 text-attention text-sm">
        {entry.advice.map((sentence) => (
          <li key={sentence} className="flex items-start gap-2">
            <Wrench aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0 break-words">{sentence}</span>
          </li>
        ))}
      </ul>
    </DrawerPart>
  )
}

type Revealed = { path: string; query: string | null; ip: string | null } | undefined

function Facts({ entry, revealed }: { entry: ProvisioningDetail; revealed: Revealed }) {
  const href = useTenantHref()
  const mayReadAudit = useMay('audit:read')
  const query = revealed ? revealed.query : entry.query
  const items: (readonly [string, ReactNode])[] = [
    // The title is one line; this is all of it.
    ['What it did', entry.sentence],
    ['When', <Time key="at" at={entry.at} absolute seconds />],
    ['Took', `${entry.durationMs} ms`],
    [
      'Address',
      <code key="path" className="break-all font-mono text-xs">
        {entry.method} {revealed?.path ?? entry.path}
      </code>,
    ],
    ...(query
      ? [
          [
            'Query',
            <code key="query" className="break-all font-mono text-xs">
              {query}
            </code>,
          ] as const,
        ]
      : []),
    ['Answer', `${entry.status}${entry.scimType ? ` ${entry.scimType}` : ''}`],
    ['Client', CLIENT_WORDS[entry.client]],
    ...(entry.userAgent ? [['User agent', entry.userAgent] as const] : []),
    ...(revealed?.ip ? [['Network address', revealed.ip] as const] : []),
    [
      'Token',
      <code key="token" className="font-mono text-xs">
        {entry.token ? `${entry.token.prefix}…` : 'removed'}
      </code>,
    ],
    ...named('People', entry.people, (id) => `${href('members')}?member=${id}`),
    ...named('Groups', entry.groups, (id) => `${href('groups')}?group=${id}`),
    ...(entry.auditSeqs.length > 0
      ? [
          [
            'Audit log',
            <span key="audit" className="flex flex-wrap gap-x-2">
              {entry.auditSeqs.slice(0, 10).map((seq) =>
                mayReadAudit ? (
                  <TextLink key={seq} href={`${href('audit')}?event=${seq}`}>
                    Event {formatCount(seq)}
                  </TextLink>
                ) : (
                  <span key={seq}>Event {formatCount(seq)}</span>
                ),
              )}
              {entry.auditSeqs.length > 10 ? `and ${formatCount(entry.auditSeqs.length - 10)} more` : null}
            </span>,
          ] as const,
        ]
      : []),
    ['Request', <MonoId key="request" value={entry.requestId} label="request id" />],
  ]
  return <DefinitionList items={items} />
}

function named(
  term: string,
  things: readonly NamedReference[],
  hrefOf: (id: string) => string,
): (readonly [string, ReactNode])[] {
  if (things.length === 0) return []
  return [
    [
      term,
      <span key={term} className="flex flex-wrap gap-x-2">
        {things.map(({ id, name }) => (
          <TextLink key={id} href={hrefOf(id)}>
            {name}
          </TextLink>
        ))}
      </span>,
    ],
  ]
}

function Body({ title, value, bytes }: { title: string; value: unknown; bytes: number }) {
  return (
    <div className="mb-4 last:mb-0">
      <h4 className="mb-1.5 flex justify-between gap-3 text-muted text-sm">
        {title}
        <span className="tabular">{formatCount(bytes)} bytes</span>
      </h4>
      {value === null || value === undefined ? (
        <p className="text-muted text-sm">{bytes > 0 ? 'It could not be read as JSON.' : 'No body.'}</p>
      ) : (
        <JsonTree value={value} />
      )}
    </div>
  )
}

const MARKS = { passed: Check, failed: X, not_reached: CircleDashed } as const
const MARK_WORDS = { passed: 'Passed', failed: 'Failed', not_reached: 'Not reached' } as const

function Checks({ checks }: { checks: ProvisioningDetail['checks'] }) {
  return (
    <ol className="flex flex-col gap-1.5 text-sm">
      {checks.map(({ name, outcome }) => {
        const Mark = MARKS[outcome]
        return (
          <li key={name} className={outcome === 'failed' ? 'flex gap-2 text-danger' : 'flex gap-2 text-muted'}>
            <Mark aria-hidden className="mt-0.5 size-4 shrink-0" />
            {CHECK_WORDS[name] ?? name}
            <span className={outcome === 'failed' ? undefined : 'sr-only'}>{MARK_WORDS[outcome]}</span>
          </li>
        )
      })}
    </ol>
  )
}
