'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ExceptionsPanel } from '#components/exceptions/exceptions-panel.tsx'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Checkbox } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { SSO_ENFORCEMENTS, type SsoEnforcement, type SsoPolicy } from '#contracts/sso-policy.ts'
import { useTRPC } from '#trpc/client.tsx'

const LEVELS: Record<SsoEnforcement, { name: string; means: string }> = {
  off: {
    name: 'Off',
    means: 'No connection lets anyone in, and none is offered. People come in by a passkey or an invitation.',
  },
  optional: {
    name: 'Optional',
    means: 'Connections let people in, and so do passkeys and invitations.',
  },
  required: {
    name: 'Required',
    means:
      'Only connections let people in: a passkey alone or an invitation does not. Break-glass stays for when the provider is down, and so do the people who are listed as exceptions, such as external auditors.',
  },
}

export function EnforcementView() {
  const trpc = useTRPC()
  const policy = useQuery(trpc.sso.policy.queryOptions())
  if (policy.isPending) return <RowsSkeleton rows={4} columns={2} />
  if (policy.error) {
    return (
      <ErrorState
        what="enforcement"
        error={policy.error}
        onRetry={() => void policy.refetch()}
        pending={policy.isFetching}
      />
    )
  }
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <LevelPanel key={policy.data.enforcement} policy={policy.data} />
      <LockOutPanel policy={policy.data} />
      <ExceptionsPanel />
      <ProvisioningPanel policy={policy.data} />
    </div>
  )
}

function usePolicyChange(said: string) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return useMutation(
    trpc.sso.updatePolicy.mutationOptions({
      onSuccess: (policy) => {
        queryClient.setQueryData(trpc.sso.policy.queryKey(), policy)
        notify(said)
      },
    }),
  )
}

function LevelPanel({ policy }: { policy: SsoPolicy }) {
  const mayManage = useMay('sso-connection:manage')
  const [chosen, setChosen] = useState<SsoEnforcement>(policy.enforcement)
  const change = usePolicyChange('Enforcement is changed. It counts from the next sign-in.')
  const obstacleTo = (level: SsoEnforcement) =>
    level === 'optional' || level === policy.enforcement ? null : policy.obstacles[level]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ enforcement: chosen })
  }
  return (
    <Panel title="Single sign-on is">
      <form onSubmit={submit} className="flex flex-col gap-3">
        <fieldset className="flex flex-col gap-2">
          <legend className="sr-only">Single sign-on is</legend>
          {SSO_ENFORCEMENTS.map((level) => (
            <label
              key={level}
              className="flex cursor-pointer items-start gap-3 rounded-md border px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft has-disabled:cursor-not-allowed"
            >
              <input
                type="radio"
                name="enforcement"
                value={level}
                checked={chosen === level}
                disabled={!mayManage || obstacleTo(level) !== null}
                onChange={() => setChosen(level)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0">
                <span className="font-medium">{LEVELS[level].name}</span>
                <span className="block text-pretty text-muted text-sm">{LEVELS[level].means}</span>
                {obstacleTo(level) ? (
                  <span className="mt-1 block text-pretty text-sm">Not yet: {obstacleTo(level)}</span>
                ) : null}
              </span>
            </label>
          ))}
        </fieldset>
        <FormError error={change.error} />
        {mayManage ? (
          <div className="flex justify-end">
            <Button type="submit" variant="primary" pending={change.isPending} disabled={chosen === policy.enforcement}>
              Save
            </Button>
          </div>
        ) : (
          <p className="text-muted text-sm">Your role may see this, not change it.</p>
        )}
      </form>
    </Panel>
  )
}

/** What keeps an admin from being shut out. */
function LockOutPanel({ policy }: { policy: SsoPolicy }) {
  return (
    <Panel title="Against being locked out">
      <DefinitionList
        items={[
          [
            'A proven connection',
            policy.proof ? (
              <Line key="proof" good>
                {policy.proof.connectionName}, by {policy.proof.by ?? 'an admin'}, <Time at={policy.proof.at} />
              </Line>
            ) : (
              <Line key="proof">None yet. The last proven connection cannot be deleted while sign-on is required.</Line>
            ),
          ],
          [
            'Break-glass',
            policy.breakGlass ? (
              <Line key="glass" good>
                An Owner holds a hardware-bound passkey
              </Line>
            ) : (
              <Line key="glass">
                No Owner holds a hardware-bound passkey, so nobody gets in while the provider is down
              </Line>
            ),
          ],
        ]}
      />
    </Panel>
  )
}

function Line({ good = false, children }: { good?: boolean; children: ReactNode }) {
  const Icon = good ? CircleCheck : TriangleAlert
  return (
    <span className="flex items-start gap-1.5">
      <Icon
        aria-hidden
        className={good ? 'mt-0.5 size-4 shrink-0 text-verified' : 'mt-0.5 size-4 shrink-0 text-attention'}
      />
      <span className="min-w-0 text-pretty">{children}</span>
    </span>
  )
}

function ProvisioningPanel({ policy }: { policy: SsoPolicy }) {
  const mayManage = useMay('sso-connection:manage')
  const change = usePolicyChange('Provisioning at sign-in is changed.')
  const obstacle = policy.jitProvisioning ? policy.obstacles.jitOff : null
  return (
    <Panel title="People who are not here yet">
      <div className="flex flex-col gap-3">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside */}
        <label className="flex items-start gap-2.5">
          <Checkbox
            className="mt-0.5"
            checked={policy.jitProvisioning}
            disabled={!mayManage || obstacle !== null || change.isPending}
            onChange={(event) => change.mutate({ jitProvisioning: event.target.checked })}
          />
          <span className="min-w-0">
            Make a member of whoever signs in for the first time
            <span className="block text-pretty text-muted text-sm">
              Switched off, only people whom a directory has created get in, and others are refused.
              {obstacle ? ` It cannot be switched off yet: ${obstacle}` : ''}
            </span>
          </span>
        </label>
        <FormError error={change.error} />
      </div>
    </Panel>
  )
}
