'use client'

import { useState } from 'react'
import { Field } from '#components/ui/field.tsx'
import { Input, Textarea } from '#components/ui/input.tsx'
import { Tab, TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'

export type MetadataSource = { metadataUrl?: string; metadataXml?: string }

const LARGEST_FILE = 200_000

type MetadataSourceProps = { initial: 'url' | 'file'; hint: string; onChange: (source: MetadataSource | null) => void }

/** A provider's metadata by address, from a file or pasted. Null while nothing is given. */
export function MetadataSourceFields({ initial, hint, onChange }: MetadataSourceProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const give = (source: MetadataSource | null) => {
    setProblem(null)
    onChange(source)
  }
  const readFile = async (file: File | undefined) => {
    if (!file) return give(null)
    if (file.size > LARGEST_FILE) {
      onChange(null)
      return setProblem('This file is too large to be the metadata of one identity provider.')
    }
    give({ metadataXml: await file.text() })
  }
  return (
    <Tabs defaultValue={initial} onValueChange={() => give(null)}>
      <TabList aria-label="Where the metadata comes from">
        <Tab value="url">Address</Tab>
        <Tab value="file">File</Tab>
        <Tab value="paste">Paste</Tab>
      </TabList>
      <TabPanel value="url" className="pt-4">
        <Field
          label="Metadata URL"
          hint={`${hint} It is read again every day, so a new certificate is taken by itself.`}
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              required
              maxLength={2048}
              placeholder="https://"
              className="font-mono text-xs"
              onChange={(event) => give(event.target.value.trim() ? { metadataUrl: event.target.value.trim() } : null)}
            />
          )}
        </Field>
      </TabPanel>
      <TabPanel value="file" className="pt-4">
        <Field label="Metadata file" hint={hint} error={problem}>
          {(control) => (
            <input
              {...control}
              type="file"
              required
              accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
              className="block w-full text-sm file:mr-3 file:h-8 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:font-medium hover:file:bg-hover"
              onChange={(event) => void readFile(event.target.files?.[0])}
            />
          )}
        </Field>
      </TabPanel>
      <TabPanel value="paste" className="pt-4">
        <Field label="Metadata XML" hint="The whole document, beginning with <EntityDescriptor.">
          {(control) => (
            <Textarea
              {...control}
              required
              maxLength={LARGEST_FILE}
              spellCheck={false}
              rows={8}
              className="font-mono text-xs"
              onChange={(event) => give(event.target.value.trim() ? { metadataXml: event.target.value } : null)}
            />
          )}
        </Field>
      </TabPanel>
    </Tabs>
  )
}
