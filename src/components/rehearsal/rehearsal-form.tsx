'use client'

import { type ChangeEvent, type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Select, Textarea } from '#components/ui/input.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { DirectorySummary } from '#contracts/directories.ts'
import { REHEARSED_PROVIDERS, type RehearsalInput, type RehearsedProvider } from '#contracts/rehearsals.ts'
import { REHEARSED_PROVIDER_WORDS } from './rehearsal-words.ts'

type Kind = RehearsalInput['source']['kind']

const SOURCES: Record<Kind, string> = {
  people: 'The people and groups that are here',
  list: 'A list of people and groups',
  log: 'The last requests of this directory',
}
const HOURS = { '1': 'Last hour', '24': 'Last 24 hours', '168': 'Last 7 days', '720': 'Last 30 days' } as const
const EXAMPLE = 'userName,displayName,groups\nada@example.com,Ada Lovelace,Sales;Support'

type Props = {
  /** null: a directory that is not there yet. */
  directory: Pick<DirectorySummary, 'id' | 'provider'> | null
  /** Whose mapping a new directory can take over. */
  directories: readonly Pick<DirectorySummary, 'id' | 'name'>[]
  onRun: (input: RehearsalInput) => void
  pending: boolean
  error: unknown
}

export function RehearsalForm({ directory, directories, onRun, pending, error }: Props) {
  const [kind, setKind] = useState<Kind>('list')
  const [provider, setProvider] = useState<RehearsedProvider>(providerOf(directory))
  const [mappingsFrom, setMappingsFrom] = useState(directories[0]?.id ?? '')
  const [text, setText] = useState('')
  const [missing, setMissing] = useState<'remove' | 'leave'>('remove')
  const [hours, setHours] = useState('24')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    onRun({
      directoryId: directory?.id ?? null,
      mappingsFrom: directory === null && mappingsFrom !== '' ? mappingsFrom : null,
      source:
        kind === 'log'
          ? { kind, from: new Date(Date.now() - Number(hours) * 3_600_000).toISOString() }
          : kind === 'list'
            ? { kind, provider, text, missing }
            : { kind, provider },
    })
  }
  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) setText(await file.text())
    event.target.value = ''
  }

  return (
    <Panel
      title="What to rehearse"
      description="Every request is carried out in full and then taken back. Nobody is told, and nothing changes but a line in the audit log that says you rehearsed."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Field label="What the provider would send">
            {(control) => (
              <Select {...control} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
                {(['list', 'people', ...(directory ? (['log'] as const) : [])] as const).map((value) => (
                  <option key={value} value={value}>
                    {SOURCES[value]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {kind === 'log' ? (
            <Field label="From when" hint="The last 2,000 requests of that time.">
              {(control) => (
                <Select {...control} value={hours} onChange={(event) => setHours(event.target.value)}>
                  {Object.entries(HOURS).map(([value, label]) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ) : (
            <Field label="Identity provider">
              {(control) => (
                <Select
                  {...control}
                  value={provider}
                  onChange={(event) => setProvider(event.target.value as RehearsedProvider)}
                >
                  {REHEARSED_PROVIDERS.map((value) => (
                    <option key={value} value={value}>
                      {REHEARSED_PROVIDER_WORDS[value]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          {directory === null ? (
            <Field label="Role mapping" hint="Which roles the groups of the new directory would give.">
              {(control) => (
                <Select {...control} value={mappingsFrom} onChange={(event) => setMappingsFrom(event.target.value)}>
                  {directories.map(({ id, name }) => (
                    <option key={id} value={id}>
                      As for {name}
                    </option>
                  ))}
                  <option value="">None: groups give no role</option>
                </Select>
              )}
            </Field>
          ) : kind === 'list' ? (
            <Field
              label="People not in the list"
              hint="A group in the list has only the people listed for it either way."
            >
              {(control) => (
                <Select
                  {...control}
                  value={missing}
                  onChange={(event) => setMissing(event.target.value as 'remove' | 'leave')}
                >
                  <option value="remove">Taken out, as by the provider</option>
                  <option value="leave">Left as they are</option>
                </Select>
              )}
            </Field>
          ) : null}
        </div>
        {kind === 'list' ? (
          <Field
            label="List"
            hint="A table with a head row (userName or email, and what you have of displayName, givenName, familyName, groups, active, title, department), or JSON. Groups are separated by ; in one cell. At most 10,000 people."
          >
            {(control) => (
              <Textarea
                {...control}
                required
                spellCheck={false}
                placeholder={EXAMPLE}
                className="min-h-32 font-mono text-xs"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <FormError error={error} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" pending={pending}>
            {pending ? 'Rehearsing' : 'Rehearse'}
          </Button>
          {kind === 'list' ? (
            <label className="inline-flex h-8 cursor-pointer items-center rounded-md border border-line-strong bg-surface px-3 font-medium focus-within:outline-2 hover:bg-hover pointer-coarse:h-10">
              Read from a file
              <input type="file" accept=".csv,.tsv,.txt,.json" className="sr-only" onChange={readFile} />
            </label>
          ) : null}
          {pending ? (
            <p className="text-muted text-sm" role="status">
              A list of many thousands takes up to a minute.
            </p>
          ) : null}
        </div>
      </form>
    </Panel>
  )
}

function providerOf(directory: Props['directory']): RehearsedProvider {
  const provider = directory?.provider
  return REHEARSED_PROVIDERS.find((known) => known === provider) ?? 'okta'
}
