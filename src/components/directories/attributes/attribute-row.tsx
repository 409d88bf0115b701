import { X } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Checkbox, Input, Select } from '#components/ui/input.tsx'
import type { DirectorySchemaAttribute } from '#contracts/directory-schemas.ts'

const TYPES: readonly DirectorySchemaAttribute['type'][] = [
  'string',
  'boolean',
  'integer',
  'decimal',
  'dateTime',
  'reference',
]

type Props = {
  attribute: DirectorySchemaAttribute
  /** Its name, type and number of values stay as they are. */
  fixed: boolean
  onChange: (part: Partial<DirectorySchemaAttribute>) => void
  onRemove?: () => void
}

/** One attribute of an extension schema while it is written. */
export function AttributeRow({ attribute, fixed, onChange, onRemove }: Props) {
  const called = attribute.name || 'new attribute'
  return (
    <div className="grid items-center gap-2 rounded-md border p-2 sm:grid-cols-[minmax(0,1fr)_7.5rem_minmax(0,1.2fr)_auto]">
      <Input
        aria-label="Attribute name"
        placeholder="costCenter"
        required
        maxLength={64}
        value={attribute.name}
        disabled={fixed}
        spellCheck={false}
        className="font-mono text-xs"
        onChange={(event) => onChange({ name: event.target.value.trim() })}
      />
      <Select
        aria-label={`Type of ${called}`}
        value={attribute.type}
        disabled={fixed}
        onChange={(event) => onChange({ type: TYPES.find((type) => type === event.target.value) ?? 'string' })}
      >
        {TYPES.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </Select>
      <Input
        aria-label={`Description of ${called}`}
        placeholder="What it holds"
        maxLength={500}
        value={attribute.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <div className="flex items-center gap-3 text-sm">
        <Choice
          label="Several"
          checked={attribute.multiValued}
          disabled={fixed}
          onChange={(multiValued) => onChange({ multiValued })}
        />
        <Choice label="Required" checked={attribute.required} onChange={(required) => onChange({ required })} />
        <Choice label="Case counts" checked={attribute.caseExact} onChange={(caseExact) => onChange({ caseExact })} />
        {onRemove ? (
          <Button variant="ghost" size="icon-sm" aria-label={`Leave out ${called}`} onClick={onRemove}>
            <X aria-hidden />
          </Button>
        ) : null}
      </div>
    </div>
  )
}

type ChoiceProps = { label: string; checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void }

function Choice({ label, checked, disabled = false, onChange }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is within
    <label className="flex items-center gap-1.5 whitespace-nowrap">
      <Checkbox checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  )
}
