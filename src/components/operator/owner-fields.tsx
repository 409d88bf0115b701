import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'

/** Who is to be the first Owner. */
export function OwnerFields() {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="First Owner">
        {(control) => <Input {...control} name="owner-name" required maxLength={200} autoComplete="off" />}
      </Field>
      <Field label="Their e-mail address">
        {(control) => (
          <Input {...control} name="owner-email" type="email" required maxLength={320} autoComplete="off" />
        )}
      </Field>
    </div>
  )
}

export function ownerOf(form: HTMLFormElement): { name: string; email: string } {
  const fields = new FormData(form)
  const text = (name: string) => String(fields.get(name) ?? '').trim()
  return { name: text('owner-name'), email: text('owner-email') }
}
