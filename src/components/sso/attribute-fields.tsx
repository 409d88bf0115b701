import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import {
  type AttributeMapping,
  type ReceivedProfile,
  USUAL_ATTRIBUTES,
  valuesFor,
} from '#contracts/received-profile.ts'

const FIELDS = [
  ['email', 'E-mail'],
  ['givenName', 'Given name'],
  ['familyName', 'Family name'],
  ['groups', 'Groups'],
] as const satisfies readonly (readonly [keyof AttributeMapping, string])[]

type AttributeFieldsProps = {
  mapping: AttributeMapping
  onChange: (mapping: AttributeMapping) => void
  /** What the provider sent, to see at once what each field would hold. */
  profile: ReceivedProfile | null
  disabled?: boolean
}

/** Which attribute holds what, each with what it holds in a received profile. */
export function AttributeFields({ mapping, onChange, profile, disabled = false }: AttributeFieldsProps) {
  const change = (field: keyof AttributeMapping, value: string) => {
    const { [field]: _, ...rest } = mapping
    onChange(value === '' ? rest : { ...rest, [field]: value })
  }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {FIELDS.map(([field, label]) => (
        <Field key={field} label={label} hint={<Preview field={field} mapping={mapping} profile={profile} />}>
          {(control) => (
            <Input
              {...control}
              value={mapping[field] ?? ''}
              onChange={(event) => change(field, event.target.value)}
              placeholder={USUAL_ATTRIBUTES[field].slice(0, 2).join(', ')}
              maxLength={512}
              autoComplete="off"
              spellCheck={false}
              disabled={disabled}
              className="font-mono text-xs"
            />
          )}
        </Field>
      ))}
    </div>
  )
}

const SHOWN = 5

function Preview({
  field,
  mapping,
  profile,
}: Pick<AttributeFieldsProps, 'mapping' | 'profile'> & { field: keyof AttributeMapping }) {
  if (!profile) return mapping[field] ? null : 'The usual names.'
  const values = valuesFor(field, profile, mapping)
  if (field !== 'groups' && mapping[field] && values.length > 1) {
    return <span className="text-danger">Holds {values.length} values, so sign-in would be refused.</span>
  }
  if (values.length === 0 && field === 'email' && !mapping.email && profile.email)
    return <>In the profile: {profile.email} (the Name ID)</>
  if (values.length === 0) return 'Nothing of this name in the profile.'
  const more = values.length - SHOWN
  return (
    <span className="break-words">
      In the profile: {values.slice(0, SHOWN).join(', ')}
      {more > 0 ? ` and ${more} more` : ''}
    </span>
  )
}
