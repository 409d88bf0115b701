'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { useTRPC, useTRPCClient } from '#trpc/client.tsx'

/** The signed file, and how to check it without us. */
export function ReceiptPart({ id }: { id: string }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const key = useQuery(trpc.leavers.signingKey.queryOptions())
  const download = useMutation({
    mutationFn: () => client.leavers.download.query({ id }),
    onSuccess: ({ file, fileName }) => {
      const address = URL.createObjectURL(new Blob([file], { type: 'application/json' }))
      const link = document.createElement('a')
      link.href = address
      link.download = fileName
      link.click()
      URL.revokeObjectURL(address)
    },
  })
  return (
    <DrawerPart title="Receipt">
      <p className="text-pretty text-muted">
        Signed with this organisation’s key, with its events’ proofs of inclusion in the audit log. It holds ids and
        times and no name. Download it again later to have a refused attempt in it that comes after.
      </p>
      <div className="mt-3 flex">
        <Button onClick={() => download.mutate()} pending={download.isPending}>
          <Download aria-hidden />
          Download receipt
        </Button>
      </div>
      <FormError error={download.error} />
      {key.data ? (
        <div className="mt-4 flex flex-col gap-2 text-sm">
          <p className="text-muted">
            Check it on any machine, against the key you noted when the organisation was set up:
          </p>
          <code className="block break-all rounded-md bg-hover px-3 py-2 font-mono text-xs">
            gatehouse verify receipt {`leaver-receipt-${id}.json`} --key {key.data.vkey}
          </code>
          <MonoId value={key.data.vkey} label="verifier key" />
        </div>
      ) : null}
    </DrawerPart>
  )
}
