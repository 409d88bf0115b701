import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'

/** What an OpenID Connect provider hands out. */
export function ClientFields() {
  return (
    <>
      <Field label="Discovery URL" hint="Ends in /.well-known/openid-configuration.">
        {(control) => (
          <Input {...control} type="url" name="discoveryUrl" required maxLength={2048} className="font-mono text-xs" />
        )}
      </Field>
      <Field label="Client ID">
        {(control) => (
          <Input
            {...control}
            name="clientId"
            required
            maxLength={512}
            autoComplete="off"
            className="font-mono text-xs"
          />
        )}
      </Field>
      <Field label="Client secret" hint="It is never shown again.">
        {(control) => (
          <Input
            {...control}
            type="password"
            name="clientSecret"
            required
            maxLength={2048}
            autoComplete="new-password"
          />
        )}
      </Field>
    </>
  )
}

export function clientFrom(form: FormData): { discoveryUrl: string; clientId: string; clientSecret: string } {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  return { discoveryUrl: text('discoveryUrl'), clientId: text('clientId'), clientSecret: text('clientSecret') }
}
