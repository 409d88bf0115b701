'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { SecretOnceDialog } from '#components/ui/secret-once-dialog.tsx'
import type { Directory } from '#contracts/directories.ts'
import { useTRPC } from '#trpc/client.tsx'
import { PROVIDER_WORDS } from '../provider-words.ts'

/** Makes the provider's token where the guide asks for it. Shown once; good for a year, as the Owners are reminded. */
export function MakeToken({ directory }: { directory: Directory }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('directory:manage')
  const [secret, setSecret] = useState<string | null>(null)
  const create = useMutation(
    trpc.directories.createToken.mutationOptions({
      onSuccess: async ({ token }) => {
        setSecret(token)
        await queryClient.invalidateQueries({ queryKey: trpc.directories.pathKey() })
      },
    }),
  )
  if (!mayManage) return <span className="text-muted">A token, which an Admin makes on the directory’s page</span>
  const live = directory.liveTokens
  return (
    <div className="flex flex-col items-start gap-1.5">
      <Button
        size="sm"
        pending={create.isPending}
        onClick={() =>
          create.mutate({ directoryId: directory.id, name: PROVIDER_WORDS[directory.provider], expiresInDays: 365 })
        }
      >
        {live === 0 ? 'Make the token' : 'Make another token'}
      </Button>
      <span className="text-muted">
        {live === 0
          ? 'It is shown once and works for 365 days.'
          : `${live === 1 ? 'One token works' : `${live} tokens work`} already; what was shown once cannot be shown again.`}
      </span>
      <FormError error={create.error} />
      <SecretOnceDialog title="The provider’s token" label="token" secret={secret} onClose={() => setSecret(null)} />
    </div>
  )
}
