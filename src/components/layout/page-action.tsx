'use client'

import { Plus } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { Permission } from '#contracts/permissions.ts'
import { useMay } from './me-context.tsx'

type PageActionProps = { permission: Permission; param: string; value: string; children: string }

/** A page's one primary action. It opens by a parameter of the address, so that a link can lead to it. */
export function PageAction({ permission, param, value, children }: PageActionProps) {
  const { push } = useUrlParams()
  if (!useMay(permission)) return null
  return (
    <Button variant="primary" onClick={() => push({ [param]: value })}>
      <Plus aria-hidden />
      {children}
    </Button>
  )
}
