'use client'

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'

type SecretOnceDialogProps = {
  title: string
  label: string
  secret: string | null
  onClose: () => void
  /** Why it is now or never; by default that only a hash is stored. */
  warning?: string
  children?: ReactNode
}

/** Shows a secret the one time it can be seen. */
export function SecretOnceDialog({ title, label, secret, onClose, warning, children }: SecretOnceDialogProps) {
  return (
    <Dialog open={secret !== null} onOpenChange={(open) => (open ? undefined : onClose())} title={title} persistent>
      <div className="flex flex-col gap-4">
        <p className="flex items-start gap-2 rounded-md bg-attention-soft px-3 py-2 text-attention text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {warning ?? 'Copy it now. Only a hash is stored, so it cannot be shown again.'}
        </p>
        <div className="flex items-center gap-2 rounded-md border bg-sunken py-2 pr-2 pl-3">
          <code data-testid="secret" className="min-w-0 flex-1 break-all font-mono text-sm">
            {secret}
          </code>
          <CopyButton text={secret ?? ''} label={label} withWord />
        </div>
        {children}
        <div className="flex justify-end">
          <Button variant="primary" onClick={onClose}>
            I have stored it
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
