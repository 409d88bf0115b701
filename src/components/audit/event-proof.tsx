'use client'

import { Check, Download, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import type { AuditEventDetail } from '#contracts/audit.ts'
import { leafHashOf } from './recompute.ts'

/** The text that was hashed and the hashes over it, with a recomputation in the reader's own browser. */
export function EventProof({ event }: { event: AuditEventDetail }) {
  return (
    <>
      <DrawerPart title="Hashes">
        <DefinitionList
          items={[
            ['Leaf hash', <MonoId key="leaf" value={event.leafHash} label="leaf hash" />],
            ['This browser', <LeafCheck key="check" event={event} />],
            ['Entry hash', <MonoId key="entry" value={event.entryHash} label="entry hash" />],
            ['Entry before', <MonoId key="previous" value={event.previousEntryHash} label="previous entry hash" />],
            ['Nonce', <MonoId key="nonce" value={event.nonce} label="nonce" />],
            ['Chain key', `Number ${event.chainKeyId}`],
          ]}
        />
      </DrawerPart>
      <DrawerPart
        title="Canonical text"
        action={
          <span className="flex gap-2">
            <CopyButton text={event.canonical} label="canonical text" withWord />
            <Button size="sm" onClick={() => download(event)}>
              <Download aria-hidden />
              Download
            </Button>
          </span>
        }
      >
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-md border bg-sunken p-3 font-mono text-xs leading-relaxed"
        >
          {indented(event.canonical)}
        </pre>
        <p className="mt-2 text-muted text-sm">
          Indented for reading. What was hashed is this text in one line, in the form of RFC 8785: copy or download
          gives exactly those bytes.
        </p>
      </DrawerPart>
    </>
  )
}

function LeafCheck({ event }: { event: AuditEventDetail }) {
  const [result, setResult] = useState<'running' | 'same' | 'other' | 'unable'>('running')
  useEffect(() => {
    let current = true
    leafHashOf(event.canonical).then(
      (hash) => current && setResult(hash === event.leafHash ? 'same' : 'other'),
      () => current && setResult('unable'),
    )
    return () => {
      current = false
    }
  }, [event])
  if (result === 'running') return <span className="text-muted">Recomputing</span>
  if (result === 'unable') return <span className="text-muted">Cannot hash on a page without HTTPS</span>
  if (result === 'other') {
    return (
      <span className="flex items-center gap-1.5 text-danger">
        <X aria-hidden className="size-4 shrink-0" />
        Got another leaf hash from the text below
      </span>
    )
  }
  return (
    <span className="flex items-center gap-1.5 text-verified">
      <Check aria-hidden className="size-4 shrink-0" />
      Recomputed the same leaf hash
    </span>
  )
}

function indented(canonical: string): string {
  try {
    return JSON.stringify(JSON.parse(canonical), null, 2)
  } catch {
    return canonical
  }
}

function download(event: AuditEventDetail): void {
  const address = URL.createObjectURL(new Blob([event.canonical], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `event-${event.seq}.json`
  link.click()
  URL.revokeObjectURL(address)
}
