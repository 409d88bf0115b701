'use client'

import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'

export function WebhookSecretDialog({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  return (
    <SecretOnceDialog
      title="Signing secret"
      label="signing secret"
      secret={secret}
      warning="Copy it now. It is stored encrypted and never shown again."
      onClose={onClose}
    >
      <p className="text-muted text-sm">
        Your software verifies each request with it, by any library for Standard Webhooks.
      </p>
    </SecretOnceDialog>
  )
}
