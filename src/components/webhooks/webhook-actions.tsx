'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { WebhookEndpoint } from '#contracts/webhooks.ts'
import { useTRPC } from '#trpc/client.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'
import { WebhookSecretDialog } from './webhook-secret-dialog.tsx'

type Asking = 'edit' | 'rotate' | 'switch' | 'delete' | null

export function WebhookActions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const href = useTenantHref()
  const [asking, setAsking] = useState<Asking>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const { id, url } = endpoint
  const enable = endpoint.state !== 'enabled'
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.webhooks.pathKey() })
  const rotate = useMutation(
    trpc.webhooks.rotateSecret.mutationOptions({
      onSuccess: async (made) => {
        setAsking(null)
        setSecret(made.secret)
        await refresh()
      },
    }),
  )
  const setEnabled = useMutation(
    trpc.webhooks.setEnabled.mutationOptions({
      onSuccess: async (now) => {
        setAsking(null)
        await refresh()
        notify(now.state === 'enabled' ? 'The webhook is enabled.' : 'The webhook is disabled.')
      },
    }),
  )
  const remove = useMutation(
    trpc.webhooks.delete.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.webhooks.list.pathKey() })
        router.push(href('webhooks'))
      },
    }),
  )
  const ask = (what: Asking) => {
    rotate.reset()
    setEnabled.reset()
    remove.reset()
    setAsking(what)
  }
  const dialog = (what: Asking) => ({
    open: asking === what,
    onOpenChange: (open: boolean) => (open ? undefined : setAsking(null)),
  })
  return (
    <>
      <Button size="sm" onClick={() => ask('edit')}>
        Change
      </Button>
      <Menu>
        <MenuTrigger asChild>
          <Button size="sm">More</Button>
        </MenuTrigger>
        <MenuContent>
          <MenuItem onSelect={() => ask('rotate')}>Rotate secret</MenuItem>
          <MenuItem onSelect={() => ask('switch')}>{enable ? 'Enable' : 'Disable'}</MenuItem>
          <MenuItem onSelect={() => ask('delete')}>Delete</MenuItem>
        </MenuContent>
      </Menu>
      <WebhookDialog open={asking === 'edit'} onClose={() => setAsking(null)} endpoint={endpoint} />
      <WebhookSecretDialog secret={secret} onClose={() => setSecret(null)} />
      <ConfirmDialog
        {...dialog('rotate')}
        title="Rotate secret"
        verb="Rotate secret"
        onConfirm={() => rotate.mutate({ id })}
        pending={rotate.isPending}
        error={rotate.error}
      >
        You get a new secret. For 24 hours each request is signed by the old one too; one from an earlier rotation ends
        at once.
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog('switch')}
        title={enable ? 'Enable webhook' : 'Disable webhook'}
        verb={enable ? 'Enable webhook' : 'Disable webhook'}
        onConfirm={() => setEnabled.mutate({ id, enabled: enable })}
        pending={setEnabled.isPending}
        error={setEnabled.error}
      >
        {enable
          ? 'What waits is sent from now on, in order.'
          : 'Nothing is sent to it, and what happens meanwhile is not kept for it.'}
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog('delete')}
        title="Delete webhook"
        verb="Delete webhook"
        name={new URL(url).host}
        onConfirm={() => remove.mutate({ id, url })}
        pending={remove.isPending}
        error={remove.error}
      >
        What waits for it and its delivery log are lost. The receiver is told nothing more.
      </ConfirmDialog>
    </>
  )
}
