'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, ChevronRight, Lock } from 'lucide-react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { useTRPC } from '#trpc/client.tsx'
import { GuideSteps } from './guide-steps.tsx'
import { NewConnectionForm } from './new-connection-form.tsx'
import { GUIDE_KEYS, type GuideKey, PROVIDER_GUIDES } from './provider-guides.ts'

/** First whose provider it is, then both ends of the connection. The choice stands in the address. */
export function ConnectionWizard() {
  const trpc = useTRPC()
  const { params, push } = useUrlParams()
  const mayManage = useMay('sso-connection:manage')
  const sso = useQuery(trpc.sso.list.queryOptions())
  if (!mayManage) {
    return (
      <EmptyState icon={Lock} title="Your role may see connections, not add them">
        Ask an admin of your organisation.
      </EmptyState>
    )
  }
  if (sso.isPending) return <RowsSkeleton rows={5} columns={2} />
  if (sso.error) {
    return (
      <ErrorState what="our values" error={sso.error} onRetry={() => void sso.refetch()} pending={sso.isFetching} />
    )
  }
  const asked = params.get('provider')
  const key = GUIDE_KEYS.find((one) => one === asked)
  if (!key) return <ProviderChoice onChoose={(provider) => push({ provider })} />
  const guide = PROVIDER_GUIDES[key]
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <div className="flex items-center justify-between gap-4">
        <h2 className="text-lg">{guide.name}</h2>
        <Button variant="ghost" size="sm" onClick={() => push({ provider: null })}>
          <ArrowLeft aria-hidden />
          Another provider
        </Button>
      </div>
      <Panel title={`1. At ${guide.provider === 'other' ? 'your identity provider' : guide.name}`}>
        <GuideSteps guide={guide} ourValues={sso.data.ourValues} />
      </Panel>
      <Panel title="2. Here">
        <NewConnectionForm key={key} guide={guide} />
      </Panel>
      {guide.protocol === 'saml' && guide.provider !== 'other' ? (
        <p className="text-muted text-sm">
          {guide.name} speaks OpenID Connect too.{' '}
          <button type="button" className="rounded-sm text-accent underline" onClick={() => push({ provider: 'oidc' })}>
            Connect it by OpenID Connect instead
          </button>
        </p>
      ) : null}
    </div>
  )
}

function ProviderChoice({ onChoose }: { onChoose: (key: GuideKey) => void }) {
  return (
    <section aria-labelledby="whose-provider">
      <h2 id="whose-provider" className="mb-3 text-base">
        Who is your identity provider?
      </h2>
      <ul className="grid max-w-3xl gap-2 sm:grid-cols-2">
        {GUIDE_KEYS.map((key) => (
          <li key={key}>
            <Button className="h-12 w-full justify-between px-4" onClick={() => onChoose(key)}>
              <span className="flex min-w-0 flex-col items-start leading-tight">
                <span className="truncate">{PROVIDER_GUIDES[key].name}</span>
                <span className="font-normal text-muted text-xs">
                  {PROVIDER_GUIDES[key].protocol === 'saml' ? 'SAML 2.0' : 'OpenID Connect'}
                </span>
              </span>
              <ChevronRight aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
