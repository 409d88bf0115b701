'use client'

import { Hourglass } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ExpiryState } from '#components/ui/expiry.tsx'
import { Cell, Row } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { DirectoryToken } from '#contracts/directories.ts'
import { timeLeft } from './token-countdown.ts'
import { scopeWords } from './token-scopes.ts'

type TokenRowProps = {
  token: DirectoryToken
  successor: DirectoryToken | undefined
  mayManage: boolean
  onRotate: () => void
  onRevoke: () => void
}

export function TokenRow({ token, successor, mayManage, onRotate, onRevoke }: TokenRowProps) {
  const [now] = useState(() => Date.now())
  const ended = token.revokedAt !== null || (token.expiresAt !== null && Date.parse(token.expiresAt) <= now)
  return (
    <Row>
      <Cell>
        <span className="block font-medium">{token.name}</span>
        <code className="font-mono text-muted text-xs">{token.prefix}…</code>
      </Cell>
      <Cell className="hidden whitespace-nowrap text-muted lg:table-cell">{scopeWords(token.scopes)}</Cell>
      <Cell>
        {successor && !ended && token.expiresAt ? (
          <Ending endsAt={token.expiresAt} successor={successor} now={now} />
        ) : (
          <ExpiryState credential={token} />
        )}
      </Cell>
      <Cell className="hidden text-muted sm:table-cell">
        {token.lastUsedAt ? (
          <>
            <Time at={token.lastUsedAt} className="whitespace-nowrap tabular" />
            {token.lastUsedIp || token.lastUsedAgent ? (
              <span className="block max-w-52 truncate text-xs" title={token.lastUsedAgent ?? undefined}>
                {[token.lastUsedIp, token.lastUsedAgent].filter(Boolean).join(' · ')}
              </span>
            ) : null}
          </>
        ) : (
          'Never'
        )}
      </Cell>
      <Cell className="hidden whitespace-nowrap text-muted md:table-cell">
        <Time at={token.createdAt} />
      </Cell>
      <Cell className="whitespace-nowrap text-right">
        {mayManage && !ended && !token.replacedBy ? (
          <Button size="sm" variant="ghost" aria-label={`Rotate ${token.name}`} onClick={onRotate}>
            Rotate
          </Button>
        ) : null}
        {mayManage && !token.revokedAt ? (
          <Button
            size="sm"
            variant="ghost"
            aria-label={token.replacedBy && !ended ? `End ${token.name} now` : `Revoke ${token.name}`}
            onClick={onRevoke}
          >
            {token.replacedBy && !ended ? 'End now' : 'Revoke'}
          </Button>
        ) : null}
      </Cell>
    </Row>
  )
}

/** A token that was rotated: how long both work, and whether the provider has the new one yet. */
function Ending({ endsAt, successor, now }: { endsAt: string; successor: DirectoryToken; now: number }) {
  return (
    <>
      <Badge tone={successor.lastUsedAt ? 'outline' : 'attention'}>
        <Hourglass aria-hidden />
        <span suppressHydrationWarning>Ends in {timeLeft(Date.parse(endsAt) - now)}</span>
      </Badge>
      <span className="mt-1 block text-muted text-xs">
        {successor.lastUsedAt ? 'The new token is in use' : `New token ${successor.prefix}… not used yet`}
      </span>
    </>
  )
}
