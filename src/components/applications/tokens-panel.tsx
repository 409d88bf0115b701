'use client'

import type { FormEvent } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Checkbox, Input, Select } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { APPLICATION_SCOPES, type Application, type ApplicationScope } from '#contracts/applications.ts'
import { useApplicationChange } from './use-application-change.ts'

const SCOPE_WORDS: Record<ApplicationScope, string> = {
  openid: 'Who signed in, of which tenant, with which roles',
  profile: 'Name and user name',
  email: 'E-mail address, and whether its domain is verified',
  offline_access: 'Refresh tokens, while the session lasts',
}
const MINUTE = 60
const HOUR = 60 * MINUTE
const ACCESS_CHOICES = [5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR]
const REFRESH_CHOICES = [HOUR, 8 * HOUR, 12 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR]

/** What the product is told of people, and for how long. */
export function TokensPanel({ application }: { application: Application }) {
  const mayManage = useMay('oauth-client:manage')
  const change = useApplicationChange('Settings saved.')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const tenants = String(form.get('tenants') ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
    change.mutate({
      id: application.id,
      name: String(form.get('name') ?? '').trim(),
      audience: String(form.get('audience') ?? '').trim(),
      scopes: APPLICATION_SCOPES.filter((scope) => scope === 'openid' || form.getAll('scope').includes(scope)),
      allowedTenants: tenants.length === 0 ? null : tenants,
      accessTokenSeconds: Number(form.get('access')),
      refreshTokenSeconds: Number(form.get('refresh')),
    })
  }
  return (
    <Panel title="Settings" description="What the product is told of people, for how long, and whose people it serves.">
      <form onSubmit={submit}>
        <fieldset disabled={!mayManage} className="flex flex-col gap-4">
          <Field label="Name">
            {(control) => <Input {...control} name="name" defaultValue={application.name} required maxLength={80} />}
          </Field>
          <fieldset>
            <legend className="mb-1.5 font-medium text-sm">What it may ask to know</legend>
            <div className="divide-y rounded-md border">
              {APPLICATION_SCOPES.map((scope) => (
                // biome-ignore lint/a11y/noLabelWithoutControl: the Checkbox inside is its control
                <label key={scope} className="flex min-h-9 cursor-pointer items-center gap-2.5 px-3 py-1.5">
                  <Checkbox
                    name="scope"
                    value={scope}
                    defaultChecked={application.scopes.includes(scope)}
                    disabled={scope === 'openid'}
                  />
                  <span className="flex-1">{SCOPE_WORDS[scope]}</span>
                  <code className="hidden font-mono text-muted text-xs sm:inline">{scope}</code>
                </label>
              ))}
            </div>
          </fieldset>
          <Field label="Tenants" hint="Short names of those whose people may sign in. Leave it empty for every tenant.">
            {(control) => (
              <Input
                {...control}
                name="tenants"
                defaultValue={application.allowedTenants?.map(({ slug }) => slug).join(', ') ?? ''}
                placeholder="Every tenant"
                spellCheck={false}
              />
            )}
          </Field>
          <Field label="Audience" hint="How your own API names itself. Access tokens are made for it.">
            {(control) => (
              <Input
                {...control}
                name="audience"
                defaultValue={application.audience}
                required
                maxLength={500}
                className="font-mono"
                spellCheck={false}
              />
            )}
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Access and ID tokens last">
              {(control) => (
                <Select {...control} name="access" defaultValue={application.accessTokenSeconds}>
                  <Durations choices={ACCESS_CHOICES} present={application.accessTokenSeconds} />
                </Select>
              )}
            </Field>
            <Field label="Refresh tokens last" hint="Never longer than the session.">
              {(control) => (
                <Select {...control} name="refresh" defaultValue={application.refreshTokenSeconds}>
                  <Durations choices={REFRESH_CHOICES} present={application.refreshTokenSeconds} />
                </Select>
              )}
            </Field>
          </div>
          <FormError error={change.error} />
          {mayManage ? (
            <div className="flex justify-end">
              <Button type="submit" variant="primary" pending={change.isPending}>
                Save settings
              </Button>
            </div>
          ) : null}
        </fieldset>
      </form>
    </Panel>
  )
}

function Durations({ choices, present }: { choices: readonly number[]; present: number }) {
  const all = [...new Set([...choices, present])].sort((a, b) => a - b)
  return all.map((seconds) => (
    <option key={seconds} value={seconds}>
      {inWords(seconds)}
    </option>
  ))
}

function inWords(seconds: number): string {
  if (seconds % (24 * HOUR) === 0) return plural(seconds / (24 * HOUR), 'day')
  if (seconds % HOUR === 0) return plural(seconds / HOUR, 'hour')
  if (seconds % MINUTE === 0) return plural(seconds / MINUTE, 'minute')
  return plural(seconds, 'second')
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
