'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import { useMay } from '#components/layout/me-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Select } from '#components/ui/input.tsx'
import { MonoId } from '#components/ui/mono-id.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { VerifiedDomain } from '#contracts/domains.ts'
import type { SsoConnection } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'

type DomainPanelProps = {
  domain: VerifiedDomain
  connections: readonly SsoConnection[]
  onRemove: (() => void) | undefined
}

export function DomainPanel({ domain, connections, onRemove }: DomainPanelProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('sso-connection:manage')
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.domains.pathKey() })
  const verify = useMutation(
    trpc.domains.verify.mutationOptions({
      onSuccess: async (checked) => {
        await refresh()
        notify(checked.lastProblem ? `${checked.domain}: the record was not found.` : `${checked.domain} is verified.`)
      },
    }),
  )
  return (
    <Panel
      title={domain.domain}
      action={
        mayManage ? (
          <>
            <Button
              size="sm"
              variant={domain.verifiedAt ? 'secondary' : 'primary'}
              pending={verify.isPending}
              onClick={() => verify.mutate({ id: domain.id })}
              aria-label={`Check ${domain.domain} now`}
            >
              Check now
            </Button>
            <Button size="sm" variant="ghost" onClick={onRemove} aria-label={`Remove ${domain.domain}`}>
              Remove
            </Button>
          </>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-4">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <State domain={domain} />
          {domain.lastCheckedAt ? (
            <span className="text-muted">
              Checked <Time at={domain.lastCheckedAt} />
            </span>
          ) : null}
        </p>
        {domain.lastProblem ? (
          <p role="status" className="rounded-md bg-attention-soft px-3 py-2 text-attention text-sm">
            {domain.lastProblem}
            {domain.lapsesAt ? (
              <>
                {' '}
                Unless the record returns, the domain stops being verified on <Time at={domain.lapsesAt} absolute />.
              </>
            ) : null}
          </p>
        ) : null}
        <DefinitionList
          items={[
            ['Record', 'TXT'],
            ['Name', <MonoId key="name" value={domain.record.name} label="record name" whole />],
            ['Value', <MonoId key="value" value={domain.record.value} label="record value" whole />],
          ]}
        />
        {domain.verifiedAt ? <LeadsTo domain={domain} connections={connections} /> : null}
        <FormError error={verify.error} />
      </div>
    </Panel>
  )
}

function State({ domain }: { domain: VerifiedDomain }) {
  if (domain.verifiedAt && domain.lapsesAt) {
    return (
      <Badge tone="attention">
        <TriangleAlert aria-hidden />
        Record missing
      </Badge>
    )
  }
  if (domain.verifiedAt) {
    return (
      <Badge tone="verified">
        <CircleCheck aria-hidden />
        Verified <Time at={domain.verifiedAt} />
      </Badge>
    )
  }
  return (
    <Badge tone="outline">
      <CircleDashed aria-hidden />
      Not verified yet
    </Badge>
  )
}

/** Which provider the people of a domain are sent to. */
function LeadsTo({ domain, connections }: Pick<DomainPanelProps, 'domain' | 'connections'>) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('sso-connection:manage')
  const update = useMutation(
    trpc.domains.update.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.domains.pathKey() }),
    }),
  )
  return (
    <>
      <Field label="People of this domain are sent to" className="max-w-sm">
        {(control) => (
          <Select
            {...control}
            value={domain.connection?.id ?? ''}
            disabled={!mayManage || update.isPending}
            onChange={(event) => update.mutate({ id: domain.id, connectionId: event.target.value || null })}
          >
            <option value="">{connections.length > 1 ? 'A choice of connections' : 'The only connection'}</option>
            {connections.map((connection) => (
              <option key={connection.id} value={connection.id}>
                {connection.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <FormError error={update.error} />
    </>
  )
}
