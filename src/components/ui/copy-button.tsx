'use client'

import { Check, Copy, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { copyText } from './copy-text.ts'

type CopyButtonProps = { text: string; label: string; className?: string; withWord?: boolean }

export function CopyButton({ text, label, className, withWord = false }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'done' | 'refused'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 1600)
    return () => clearTimeout(timer)
  }, [state])
  const Icon = state === 'done' ? Check : state === 'refused' ? X : Copy
  const word = state === 'done' ? 'Copied' : state === 'refused' ? 'Not copied' : 'Copy'
  return (
    <Button
      variant={withWord ? 'secondary' : 'ghost'}
      size={withWord ? 'sm' : 'icon-sm'}
      className={className}
      aria-label={state === 'idle' ? `Copy ${label}` : `${word}: ${label}`}
      onClick={async (event) => {
        event.stopPropagation()
        setState((await copyText(text)) ? 'done' : 'refused')
      }}
    >
      <Icon aria-hidden className={withWord ? undefined : 'size-3.5!'} />
      {withWord ? word : null}
    </Button>
  )
}
