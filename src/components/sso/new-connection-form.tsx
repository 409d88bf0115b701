'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { ConnectionForm } from './connection-form.tsx'
import type { ProviderGuide } from './provider-guides.ts'

/** Afterwards the connection’s own page follows, to test it and to map attributes and roles. */
export function NewConnectionForm({ guide }: { guide: ProviderGuide }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const href = useTenantHref()
  const create = useMutation(
    trpc.sso.create.mutationOptions({
      onSuccess: async (connection) => {
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.sso.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.overview.pathKey() }),
        ])
        notify(`${connection.name} is added. Test it before anyone depends on it.`)
        router.push(href(`sso/connections/${connection.id}`))
      },
    }),
  )
  return <ConnectionForm guide={guide} create={create} />
}
