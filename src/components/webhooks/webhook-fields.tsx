'use client'

import { Field } from '#components/ui/field.tsx'
import { Checkbox, Input } from '#components/ui/input.tsx'
import { WEBHOOK_EVENT_TYPES, type WebhookEndpoint, type WebhookEventType } from '#contracts/webhooks.ts'
import { EVENT_WORDS } from './webhook-words.ts'

type WebhookFieldsProps = {
  endpoint?: WebhookEndpoint | undefined
  nothingChosen: boolean
  onChoice: () => void
}

/** Address, description and what it hears of. A new one hears of everything unless told otherwise. */
export function WebhookFields({ endpoint, nothingChosen, onChoice }: WebhookFieldsProps) {
  return (
    <>
      <Field label="Address" hint="Begins with https:// and is reachable from outside.">
        {(control) => (
          <Input
            {...control}
            name="url"
            type="url"
            required
            maxLength={2000}
            defaultValue={endpoint?.url}
            placeholder="https://api.example.com/webhooks/gatehouse"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="Description" hint="To tell it from others, such as “Billing”.">
        {(control) => (
          <Input
            {...control}
            name="description"
            maxLength={200}
            defaultValue={endpoint?.description}
            autoComplete="off"
          />
        )}
      </Field>
      <fieldset>
        <legend className="mb-1.5 font-medium text-sm">What it is told</legend>
        <div className="divide-y rounded-md border">
          {WEBHOOK_EVENT_TYPES.map((type) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the Checkbox inside is its control
            <label key={type} className="flex min-h-7 cursor-pointer items-center gap-2.5 px-3 py-0.5">
              <Checkbox
                name="type"
                value={type}
                defaultChecked={endpoint?.eventTypes.includes(type) ?? true}
                onChange={onChoice}
              />
              <span className="flex-1">{EVENT_WORDS[type]}</span>
              <code className="hidden font-mono text-muted text-xs sm:inline">{type}</code>
            </label>
          ))}
        </div>
        {nothingChosen ? (
          <p role="alert" className="mt-1.5 text-danger text-sm">
            Choose at least one.
          </p>
        ) : null}
      </fieldset>
    </>
  )
}

export function webhookFieldsOf(form: FormData): { url: string; description: string; eventTypes: WebhookEventType[] } {
  const chosen = form.getAll('type')
  return {
    url: String(form.get('url') ?? '').trim(),
    description: String(form.get('description') ?? '').trim(),
    eventTypes: WEBHOOK_EVENT_TYPES.filter((type) => chosen.includes(type)),
  }
}
