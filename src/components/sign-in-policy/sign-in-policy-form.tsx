'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Checkbox, Select, Textarea } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { notify } from '#components/ui/toast.tsx'
import { SIGN_IN_METHODS, type SignInMethod, type SignInPolicy } from '#contracts/sign-in-policy.ts'
import { useTRPC } from '#trpc/client.tsx'
import {
  ABSOLUTE_CHOICES,
  IDLE_CHOICES,
  REAUTHENTICATION_CHOICES,
  STEP_UP_CHOICES,
  withPresent,
} from './duration-choices.ts'

const METHOD_WORDS: Record<SignInMethod, string> = {
  saml: 'Identity provider over SAML 2.0',
  oidc: 'Identity provider over OpenID Connect',
  passkey: 'Passkey, for people who have set one up here',
}

type SignInPolicyFormProps = { policy: SignInPolicy; mayManage: boolean }

export function SignInPolicyForm({ policy, mayManage }: SignInPolicyFormProps) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [chosenNone, setChosenNone] = useState(false)
  const update = useMutation(
    trpc.signInPolicy.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries()
        notify('The policy is saved. Open sessions are held to it from their next request.')
      },
    }),
  )
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const minutes = (name: string) => Number(form.get(name))
    const methods = SIGN_IN_METHODS.filter((method) => form.getAll('method').includes(method))
    setChosenNone(methods.length === 0)
    if (methods.length === 0) return
    update.mutate({
      idleMinutes: minutes('idle'),
      absoluteMinutes: minutes('absolute'),
      reauthenticationMinutes: form.get('reauthentication') === 'never' ? null : minutes('reauthentication'),
      stepUpMinutes: minutes('stepUp'),
      secondFactor: form.get('secondFactor') === 'passkey' ? 'passkey' : 'off',
      methods,
      ipAllowList: String(form.get('addresses') ?? '')
        .split(/[\s,;]+/)
        .filter(Boolean),
    })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-6">
      <Panel
        title="How long"
        description="A longer lifetime than now holds from the next sign-in on; everything else at once."
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Minutes
            label="Ends without a request after"
            name="idle"
            value={policy.idleMinutes}
            choices={IDLE_CHOICES}
            disabled={!mayManage}
          />
          <Minutes
            label="Ends in any case after"
            name="absolute"
            value={policy.absoluteMinutes}
            choices={ABSOLUTE_CHOICES}
            disabled={!mayManage}
          />
          <Minutes
            label="Confirm an open session after"
            name="reauthentication"
            value={policy.reauthenticationMinutes}
            choices={REAUTHENTICATION_CHOICES}
            disabled={!mayManage}
            hint="By passkey, or by signing in at the provider again."
          />
          <Minutes
            label="Confirm sensitive actions after"
            name="stepUp"
            value={policy.stepUpMinutes}
            choices={STEP_UP_CHOICES}
            disabled={!mayManage}
            hint="Connections, directories, roles, keys, revealing, sessions of others, this policy."
          />
        </div>
      </Panel>
      <Panel title="How" description="Emergency access for Owners stays, whatever is chosen.">
        <div className="flex flex-col gap-4">
          <fieldset disabled={!mayManage}>
            <legend className="mb-1.5 font-medium text-sm">Ways to sign in</legend>
            <div className="divide-y rounded-md border">
              {SIGN_IN_METHODS.map((method) => (
                // biome-ignore lint/a11y/noLabelWithoutControl: the Checkbox inside is its control
                <label key={method} className="flex min-h-9 cursor-pointer items-center gap-2.5 px-3 py-1.5">
                  <Checkbox
                    name="method"
                    value={method}
                    defaultChecked={policy.methods.includes(method)}
                    onChange={() => setChosenNone(false)}
                  />
                  {METHOD_WORDS[method]}
                </label>
              ))}
            </div>
            {chosenNone ? (
              <p role="alert" className="mt-1.5 text-danger text-sm">
                Choose at least one.
              </p>
            ) : null}
          </fieldset>
          <Field
            label="Second factor"
            hint="People who sign in through the provider also use a passkey. Whoever has none adds one first."
          >
            {(control) => (
              <Select {...control} name="secondFactor" defaultValue={policy.secondFactor} disabled={!mayManage}>
                <option value="off">Not asked for here</option>
                <option value="passkey">A passkey at every sign-in</option>
              </Select>
            )}
          </Field>
        </div>
      </Panel>
      <Panel
        title="From where"
        description="Only these addresses may use the console. Keys and directory tokens are not held to it."
      >
        <Field
          label="Addresses and ranges"
          hint={`One a line, version 4 or 6, such as 203.0.113.0/24. Empty: from anywhere. You are at ${policy.yourAddress ?? 'an address that is not known'}.`}
        >
          {(control) => (
            <Textarea
              {...control}
              name="addresses"
              className="font-mono text-sm"
              rows={4}
              defaultValue={policy.ipAllowList.join('\n')}
              disabled={!mayManage}
              spellCheck={false}
            />
          )}
        </Field>
      </Panel>
      <FormError error={update.error} />
      {mayManage ? (
        <div>
          <Button type="submit" variant="primary" pending={update.isPending}>
            Save policy
          </Button>
        </div>
      ) : null}
    </form>
  )
}

type MinutesProps = {
  label: string
  name: string
  value: number | null
  choices: readonly { minutes: number; label: string }[]
  disabled: boolean
  hint?: string
}

function Minutes({ label, name, value, choices, disabled, hint }: MinutesProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Select {...control} name={name} defaultValue={value ?? 'never'} disabled={disabled}>
          {withPresent(choices, value).map((choice) => (
            <option key={choice.minutes} value={choice.minutes}>
              {choice.label}
            </option>
          ))}
          {name === 'reauthentication' ? <option value="never">Never</option> : null}
        </Select>
      )}
    </Field>
  )
}
