'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { AtSign } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import type { VerifiedDomain } from '#contracts/domains.ts'
import { useTRPC } from '#trpc/client.tsx'
import { AddDomainDialog } from './add-domain-dialog.tsx'
import { DomainPanel } from './domain-panel.tsx'

export function DomainsView() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('sso-connection:manage')
  const { params, push } = useUrlParams()
  const [removing, setRemoving] = useState<VerifiedDomain | null>(null)
  const domains = useQuery(trpc.domains.list.queryOptions())
  const sso = useQuery(trpc.sso.list.queryOptions())
  const remove = useMutation(
    trpc.domains.remove.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.domains.pathKey() })
        notify(`${removing?.domain ?? 'The domain'} is removed.`)
        setRemoving(null)
      },
    }),
  )
  if (domains.isPending) return <RowsSkeleton rows={4} columns={3} />
  if (domains.error) {
    return (
      <ErrorState
        what="domains"
        error={domains.error}
        onRetry={() => void domains.refetch()}
        pending={domains.isFetching}
      />
    )
  }
  const { items } = domains.data
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      {items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={AtSign}
            title="No domain yet"
            action={
              mayManage ? (
                <Button variant="primary" onClick={() => push({ add: 'domain' })}>
                  Add domain
                </Button>
              ) : undefined
            }
          >
            Prove in DNS that an e-mail domain is yours. People then sign in by their address alone, without the short
            name of your organisation.
          </EmptyState>
        </div>
      ) : (
        items.map((domain) => (
          <DomainPanel
            key={domain.id}
            domain={domain}
            connections={sso.data?.items ?? []}
            onRemove={
              mayManage
                ? () => {
                    remove.reset()
                    setRemoving(domain)
                  }
                : undefined
            }
          />
        ))
      )}
      <p className="max-w-2xl text-pretty text-muted text-sm">
        A domain leads to one organisation at a time. It stays here as long as its record stands in DNS; once that is
        gone, another organisation that proves control of the domain takes it over. Records are looked up every day, and
        a missing one costs the domain its verification after seven days. No domain affects another. Once a domain is
        verified here, people whose address is in none of your verified domains are refused at sign-in, or set aside if
        a connection says so: add every domain your people use.
      </p>
      <AddDomainDialog open={mayManage && params.get('add') === 'domain'} onClose={() => push({ add: null })} />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={`Remove ${removing?.domain ?? 'domain'}`}
        verb="Remove domain"
        onConfirm={() => removing && remove.mutate({ id: removing.id })}
        pending={remove.isPending}
        error={remove.error}
      >
        People are no longer found by an address of this domain. They can still sign in by the short name. The TXT
        record can be taken out of DNS.
      </ConfirmDialog>
    </div>
  )
}
