'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Select } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { RowsSkeleton } from '#components/ui/skeleton.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import type { GuardSettings } from '#contracts/sso-guard.ts'
import { useTRPC } from '#trpc/client.tsx'

const DESCRIPTION = 'How strictly a sign-in through this connection is held to. Counts from the next one.'
const ASSERTION_MINUTES = [1, 5, 10, 30, 60]
const AUTHENTICATION_MINUTES = [5, 60, 480, 1440, 10_080, 43_200]

export function GuardPanel({ connection }: { connection: SsoConnectionDetails }) {
  const trpc = useTRPC()
  const settings = useQuery(trpc.sso.guardSettings.queryOptions({ id: connection.id }))
  return (
    <Panel title="Strictness" description={DESCRIPTION}>
      {settings.data ? (
        <GuardForm connection={connection} stored={settings.data} />
      ) : settings.error ? (
        <ErrorState
          what="these settings"
          error={settings.error}
          onRetry={() => void settings.refetch()}
          pending={settings.isFetching}
        />
      ) : (
        <RowsSkeleton rows={3} columns={2} />
      )}
    </Panel>
  )
}

function GuardForm({ connection, stored }: { connection: SsoConnectionDetails; stored: GuardSettings }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('sso-connection:manage')
  const [settings, setSettings] = useState(stored)
  const change = useMutation(
    trpc.sso.updateGuardSettings.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.sso.guardSettings.queryKey({ id: connection.id }), saved)
        notify('The settings are saved.')
      },
    }),
  )
  const set = (part: Partial<GuardSettings>) => setSettings((before) => ({ ...before, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ id: connection.id, ...settings })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {connection.protocol === 'saml' ? (
        <Field
          label="Sign-ins that begin at the identity provider"
          hint="An app tile there sends an answer that nobody here asked for. Whoever can make a person open a page could sign them in as somebody else, so leave this off unless people use such tiles. Where assertions are encrypted, set the tile’s RelayState to a page of yours here, such as /t/your-short-name/overview."
        >
          {(control) => (
            <Select
              {...control}
              value={settings.idpInitiated ? 'on' : 'off'}
              onChange={(event) => set({ idpInitiated: event.target.value === 'on' })}
              disabled={!mayManage}
            >
              <option value="off">Refuse</option>
              <option value="on">Accept</option>
            </Select>
          )}
        </Field>
      ) : null}
      {connection.protocol === 'saml' ? (
        <Minutes
          label="Oldest assertion"
          hint="How long ago the identity provider may have issued it."
          choices={ASSERTION_MINUTES}
          value={settings.assertionMaxAgeMinutes}
          onChange={(assertionMaxAgeMinutes) => set({ assertionMaxAgeMinutes })}
          disabled={!mayManage}
        />
      ) : null}
      <Minutes
        label="Oldest authentication"
        hint="How long ago the identity provider may have asked the person to prove who they are."
        choices={AUTHENTICATION_MINUTES}
        value={settings.authenticationMaxAgeMinutes}
        onChange={(authenticationMaxAgeMinutes) => set({ authenticationMaxAgeMinutes })}
        disabled={!mayManage}
      />
      <Field label="Addresses outside the verified domains" hint="Has no effect until a domain is verified.">
        {(control) => (
          <Select
            {...control}
            value={settings.outsideAddress}
            onChange={(event) => set({ outsideAddress: event.target.value as GuardSettings['outsideAddress'] })}
            disabled={!mayManage}
          >
            <option value="refuse">Refuse</option>
            <option value="quarantine">Keep as a disabled member to look at</option>
          </Select>
        )}
      </Field>
      <FormError error={change.error} />
      {mayManage ? (
        <div className="flex justify-end">
          <Button type="submit" pending={change.isPending} disabled={same(settings, stored)}>
            Save strictness
          </Button>
        </div>
      ) : null}
    </form>
  )
}

type MinutesProps = {
  label: string
  hint: string
  choices: readonly number[]
  value: number
  onChange: (minutes: number) => void
  disabled: boolean
}

function Minutes({ label, hint, choices, value, onChange, disabled }: MinutesProps) {
  // What was set through the API need not be one of ours.
  const all = [...new Set([...choices, value])].sort((a, b) => a - b)
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Select
          {...control}
          value={String(value)}
          onChange={(event) => onChange(Number(event.target.value))}
          disabled={disabled}
        >
          {all.map((minutes) => (
            <option key={minutes} value={minutes}>
              {inWords(minutes)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function inWords(minutes: number): string {
  const [count, unit] =
    minutes % 1440 === 0 ? [minutes / 1440, 'day'] : minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function same(one: GuardSettings, other: GuardSettings): boolean {
  return (Object.keys(one) as (keyof GuardSettings)[]).every((name) => one[name] === other[name])
}
