'use client'

import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import type { Application } from '#contracts/applications.ts'
import { useApplicationChange } from './use-application-change.ts'

export function DisableApplication({ application }: { application: Application }) {
  const mayManage = useMay('oauth-client:manage')
  const [asking, setAsking] = useState(false)
  const disable = useApplicationChange('Application disabled.', () => setAsking(false))
  const enable = useApplicationChange('Application enabled.')
  if (!mayManage) return null
  if (application.disabledAt) {
    return (
      <Button
        variant="primary"
        pending={enable.isPending}
        onClick={() => enable.mutate({ id: application.id, disabled: false })}
      >
        Enable
      </Button>
    )
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>Disable</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Disable ${application.name}`}
        verb="Disable application"
        name={application.name}
        onConfirm={() => disable.mutate({ id: application.id, disabled: true })}
        pending={disable.isPending}
        error={disable.error}
      >
        Nobody can sign in to it from now on, and its refresh tokens stop working. Tokens that it holds already are good
        until they expire. It can be enabled again.
      </ConfirmDialog>
    </>
  )
}
