'use client'

import { useQuery } from '@tanstack/react-query'
import { useMay } from '#components/layout/me-context.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { useTRPC } from '#trpc/client.tsx'
import { SignInPolicyForm } from './sign-in-policy-form.tsx'

export function SignInPolicyView() {
  const trpc = useTRPC()
  const mayManage = useMay('sign-in-policy:manage')
  const policy = useQuery(trpc.signInPolicy.get.queryOptions())
  if (policy.isPending) return <RowsSkeleton rows={8} columns={2} />
  if (policy.error) {
    return (
      <ErrorState
        what="the sign-in policy"
        error={policy.error}
        onRetry={() => void policy.refetch()}
        pending={policy.isFetching}
      />
    )
  }
  const { updatedAt, updatedBy } = policy.data
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <p className="text-muted text-sm">
        {updatedAt ? (
          <>
            Changed <Time at={updatedAt} />
            {updatedBy ? ` by ${updatedBy.name}` : null}.
          </>
        ) : (
          'Nobody has changed it yet: these are the times that every organisation starts with.'
        )}
        {mayManage ? null : ' Your role may see the policy, not change it.'}
      </p>
      <SignInPolicyForm key={updatedAt ?? 'default'} policy={policy.data} mayManage={mayManage} />
    </div>
  )
}
