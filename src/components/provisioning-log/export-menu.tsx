'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from '#components/ui/menu.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { ProvisioningFilter } from '#contracts/provisioning-log.ts'
import { confirmed } from '#trpc/step-up.ts'

type Wanted = { format: 'ndjson' | 'csv'; personal: boolean }

/** Everything that the filters keep, as a file. That it was taken is written to the audit log. */
export function ExportMenu({ directoryId, filter }: { directoryId: string; filter: ProvisioningFilter }) {
  const mayExport = useMay('provisioning-log:export')
  const mayReveal = useMay('provisioning-log:reveal')
  const [pending, setPending] = useState(false)
  if (!mayExport) return null
  const take = async (wanted: Wanted) => {
    setPending(true)
    try {
      const problem = await download(directoryId, filter, wanted)
      notify(problem ?? 'The export is complete. The audit log says that you took it.')
    } catch {
      notify('The export was cut short. Nothing was saved; try again.')
    } finally {
      setPending(false)
    }
  }
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button pending={pending}>
          {pending ? null : <Download aria-hidden />}
          Export
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>What the filters keep</MenuLabel>
        <MenuItem onSelect={() => void take({ format: 'csv', personal: false })}>CSV</MenuItem>
        <MenuItem onSelect={() => void take({ format: 'ndjson', personal: false })}>NDJSON</MenuItem>
        {mayReveal ? (
          <>
            <MenuItem onSelect={() => void take({ format: 'csv', personal: true })}>CSV with personal values</MenuItem>
            <MenuItem onSelect={() => void take({ format: 'ndjson', personal: true })}>
              NDJSON with personal values
            </MenuItem>
          </>
        ) : null}
      </MenuContent>
    </Menu>
  )
}

/** Why it was refused, in the server's words; null where it is saved. */
async function download(directoryId: string, filter: ProvisioningFilter, wanted: Wanted): Promise<string | null> {
  const { personal, format } = wanted
  const query = new URLSearchParams({ directoryId, format, ...(personal ? { personal: '1' } : {}) })
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value)
  const ask = () => fetch(`/api/provisioning-log/export?${query}`)
  let answer = await ask()
  if (!answer.ok) {
    const refusal: { code: string; message: string } = await answer.json()
    if (refusal.code !== 'step_up_required' || !(await confirmed(refusal.message))) return refusal.message
    answer = await ask()
    if (!answer.ok) return ((await answer.json()) as { message: string }).message
  }
  const address = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? `log.${format}`
  link.click()
  URL.revokeObjectURL(address)
  return null
}
