'use client'

import { useMutation } from '@tanstack/react-query'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { DrawerPart } from '#components/ui/drawer-part.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { countOf } from '#components/ui/numbers.ts'
import type { PersonAttribute, PersonInDirectory } from '#contracts/directory-browser.ts'
import { HIDDEN } from '#contracts/provisioning-log.ts'
import { useTRPC } from '#trpc/client.tsx'
import { ValueSourceWords } from './value-source.tsx'

const SCHEMA_WORDS: Record<string, string> = {
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': 'Enterprise extension',
}

/** Everything that the provider sent of a person, by schema, each with where it came from. */
export function PersonAttributes({ person }: { person: PersonInDirectory }) {
  const trpc = useTRPC()
  const mayReveal = useMay('provisioning-log:reveal')
  const reveal = useMutation(trpc.directoryBrowser.revealPerson.mutationOptions())
  const shown = new Map(reveal.data?.attributes.map((attribute) => [keyOf(attribute), attribute.values]))
  const urns = [...new Set(person.attributes.map(({ urn }) => urn))]
  return (
    <DrawerPart
      title={`Attributes (${person.attributes.length})`}
      action={
        mayReveal && person.hiddenValues > 0 && !reveal.data ? (
          <Button size="sm" pending={reveal.isPending} onClick={() => reveal.mutate({ id: person.id })}>
            Reveal {countOf(person.hiddenValues, 'hidden value')}
          </Button>
        ) : null
      }
    >
      <FormError error={reveal.error} />
      {urns.map((urn) => (
        <section key={urn ?? ''} className="mb-4 last:mb-0">
          {urn === null ? null : (
            <h4 className="mb-1 text-muted text-sm" title={urn}>
              {SCHEMA_WORDS[urn] ?? <span className="break-all font-mono text-xs">{urn}</span>}
            </h4>
          )}
          <dl className="divide-y text-sm">
            {person.attributes
              .filter((attribute) => attribute.urn === urn)
              .map((attribute) => (
                <div key={keyOf(attribute)} className="grid gap-x-4 py-1.5 sm:grid-cols-[9rem_minmax(0,1fr)]">
                  <dt className="break-all font-mono text-muted text-xs leading-5">{attribute.name}</dt>
                  <dd className="min-w-0">
                    <Values
                      values={attribute.hidden ? shown.get(keyOf(attribute)) : attribute.values}
                      hidden={attribute.hidden && !reveal.data}
                    />
                    {person.sourcesShown ? (
                      <ValueSourceWords source={attribute.source} directoryId={person.directory?.id ?? null} />
                    ) : null}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <p className="mt-2 text-pretty text-muted text-sm">
        {person.hiddenValues > 0 && !reveal.data
          ? 'Personal values are hidden. Revealing them is written to the audit log. '
          : null}
        {person.sourcesShown ? null : 'Where each value came from is shown to who may read the audit log.'}
      </p>
    </DrawerPart>
  )
}

function keyOf({ urn, name }: Pick<PersonAttribute, 'urn' | 'name'>): string {
  return `${urn ?? ''} ${name}`
}

function Values({ values, hidden }: { values: PersonAttribute['values'] | undefined; hidden: boolean }) {
  if (hidden || values === undefined) {
    return (
      <span className="text-muted">
        <span aria-hidden>{HIDDEN}</span>
        <span className="sr-only">Hidden</span>
      </span>
    )
  }
  return (
    <ul>
      {values.map(({ label, value }) => (
        <li key={`${label} ${value}`} className="break-words">
          {value} {label ? <span className="text-muted">({label})</span> : null}
        </li>
      ))}
    </ul>
  )
}
