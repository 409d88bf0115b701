'use client'

import { ListFilter, X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input, Select } from '#components/ui/input.tsx'
import { shortenMiddle } from '#components/ui/mono-id.tsx'
import { Popover, PopoverContent, PopoverTrigger } from '#components/ui/popover.tsx'
import { absoluteTime } from '#components/ui/time-format.ts'
import { useUrlParams } from '#components/ui/use-url-params.ts'
import { AUDIT_SOURCES, type AuditEventSummary } from '#contracts/audit.ts'
import { OUTCOMES } from '#contracts/audit-events.ts'
import { actionWords, KNOWN_ACTIONS, sourceWords } from './action-words.ts'
import { AUDIT_FILTER_PARAMS, AUDIT_RANGES, type AuditRange, RANGE_WORDS } from './filter-params.ts'

const OUTCOME_WORDS = { success: 'Success', failure: 'Failed', denied: 'Denied' } as const
const CHIP_PARAMS = ['from', 'to', 'actor', 'action', 'target', 'outcome', 'source'] as const
const FORM_PARAMS = ['actor', 'action', 'target', 'outcome', 'source'] as const
const CLEARED = Object.fromEntries(AUDIT_FILTER_PARAMS.map((name) => [name, null]))

/** Filters stand in the address: a filtered log can be sent to a colleague. */
export function AuditFilters({ rows }: { rows: readonly AuditEventSummary[] }) {
  const { params, replace } = useUrlParams()
  const [open, setOpen] = useState(false)
  const active = AUDIT_FILTER_PARAMS.filter((name) => params.get(name))
  return (
    <>
      <Select
        aria-label="Time range"
        className="w-40"
        value={params.get('range') ?? (params.get('from') || params.get('to') ? 'custom' : '')}
        onChange={(event) => {
          if (event.target.value === 'custom') setOpen(true)
          else replace({ range: event.target.value, from: null, to: null })
        }}
      >
        <option value="">Any time</option>
        {(Object.keys(AUDIT_RANGES) as AuditRange[]).map((range) => (
          <option key={range} value={range}>
            {RANGE_WORDS[range]}
          </option>
        ))}
        <option value="custom">From and to</option>
      </Select>
      <Popover open={open} onOpenChange={setOpen}>
        <PopoverTrigger asChild>
          <Button>
            <ListFilter aria-hidden />
            Filter
          </Button>
        </PopoverTrigger>
        <PopoverContent aria-label="Filter the log">
          <FilterForm key={params.toString()} close={() => setOpen(false)} />
        </PopoverContent>
      </Popover>
      {CHIP_PARAMS.map((name) => {
        const value = params.get(name)
        if (!value) return null
        return (
          <span
            key={name}
            className="inline-flex h-8 max-w-64 items-center gap-1 rounded-md bg-accent-soft pl-2.5 text-sm"
          >
            <span className="truncate">{chipWords(name, value, rows)}</span>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Remove filter: ${chipWords(name, value, rows)}`}
              onClick={() => replace({ [name]: null })}
            >
              <X aria-hidden />
            </Button>
          </span>
        )
      })}
      {active.length > 0 ? (
        <Button variant="ghost" onClick={() => replace(CLEARED)}>
          Clear
        </Button>
      ) : null}
    </>
  )
}

function chipWords(name: (typeof CHIP_PARAMS)[number], value: string, rows: readonly AuditEventSummary[]): string {
  if (name === 'from') return `From ${absoluteTime(new Date(value))}`
  if (name === 'to') return `Before ${absoluteTime(new Date(value))}`
  if (name === 'outcome') return OUTCOME_WORDS[value as keyof typeof OUTCOME_WORDS] ?? value
  if (name === 'source') return `Through ${sourceWords(value)}`
  if (name === 'action') return KNOWN_ACTIONS.includes(value) ? actionWords(value) : value
  if (name === 'actor') {
    return `By ${rows.find((event) => event.actor.id === value)?.actor.name ?? shortenMiddle(value)}`
  }
  const target = rows
    .flatMap((event) => event.targets)
    .find((each) => each.id === value || `${each.type}:${each.id}` === value)
  return `On ${target?.name ?? shortenMiddle(value)}`
}

/** A `datetime-local` value in the reader's zone. */
function localValue(instant: string | null): string {
  if (!instant || Number.isNaN(Date.parse(instant))) return ''
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function FilterForm({ close }: { close: () => void }) {
  const { params, replace } = useUrlParams()
  const actions = useId()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const instant = (name: string) => (text(name) ? new Date(text(name)).toISOString() : null)
    const from = instant('from')
    const to = instant('to')
    replace({
      ...Object.fromEntries(FORM_PARAMS.map((name) => [name, text(name)])),
      from,
      to,
      ...(from || to ? { range: null } : {}),
    })
    close()
  }
  const value = (name: (typeof FORM_PARAMS)[number]) => params.get(name) ?? ''
  return (
    <form onSubmit={submit} className="grid grid-cols-2 gap-3">
      <Field label="Action" hint="* stands for anything: role.*" className="col-span-2">
        {(control) => (
          <Input
            {...control}
            name="action"
            list={actions}
            defaultValue={value('action')}
            pattern="[a-z0-9_.*\-]*"
            placeholder="session.*"
            autoCapitalize="off"
            spellCheck={false}
          />
        )}
      </Field>
      <datalist id={actions}>
        {KNOWN_ACTIONS.map((action) => (
          <option key={action} value={action}>
            {actionWords(action)}
          </option>
        ))}
      </datalist>
      <Field label="By" className="col-span-2">
        {(control) => (
          <Input {...control} name="actor" defaultValue={value('actor')} placeholder="Id, or user, service, system" />
        )}
      </Field>
      <Field label="On" className="col-span-2">
        {(control) => (
          <Input {...control} name="target" defaultValue={value('target')} placeholder="Id, or user, group, session" />
        )}
      </Field>
      <Field label="Outcome">
        {(control) => (
          <Select {...control} name="outcome" defaultValue={value('outcome')}>
            <option value="">Any</option>
            {OUTCOMES.map((outcome) => (
              <option key={outcome} value={outcome}>
                {OUTCOME_WORDS[outcome]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Through">
        {(control) => (
          <Select {...control} name="source" defaultValue={value('source')}>
            <option value="">Any</option>
            {AUDIT_SOURCES.map((source) => (
              <option key={source} value={source}>
                {sourceWords(source)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="From">
        {(control) => (
          <Input {...control} type="datetime-local" name="from" defaultValue={localValue(params.get('from'))} />
        )}
      </Field>
      <Field label="Before">
        {(control) => (
          <Input {...control} type="datetime-local" name="to" defaultValue={localValue(params.get('to'))} />
        )}
      </Field>
      <div className="col-span-2 flex justify-end">
        <Button type="submit" variant="primary">
          Apply filters
        </Button>
      </div>
    </form>
  )
}
