'use client'

import { Ban, Clock } from 'lucide-react'
import { useState } from 'react'
import { Badge } from './badge.tsx'
import { Time } from './time.tsx'

type Credential = { expiresAt: string | null; revokedAt: string | null }

/** Whether a credential still works, and until when. */
export function ExpiryState({ credential }: { credential: Credential }) {
  const [now] = useState(() => Date.now())
  if (credential.revokedAt) {
    return (
      <Badge tone="outline">
        <Ban aria-hidden />
        Revoked
        <span className="hidden sm:inline">
          <Time at={credential.revokedAt} />
        </span>
      </Badge>
    )
  }
  if (!credential.expiresAt) return <span className="text-muted">Does not expire</span>
  if (Date.parse(credential.expiresAt) <= now) {
    return (
      <Badge tone="attention">
        <Clock aria-hidden />
        Expired
      </Badge>
    )
  }
  return (
    <span className="text-muted">
      Until <Time at={credential.expiresAt} />
    </span>
  )
}

export const EXPIRY_CHOICES = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: '1 year' },
  { days: null, label: 'Does not expire' },
] as const

/** The value of an expiry select as days; null for one that does not expire. */
export function expiryDays(value: FormDataEntryValue | null): number | null {
  return value === null || value === 'never' ? null : Number(value)
}
