'use client'

import { useState } from 'react'
import { DirectoryState } from '#components/directories/directory-state.tsx'
import { useMay, useTenantHref } from '#components/layout/me-context.tsx'
import { ConnectionState } from '#components/sso/connection-state.tsx'
import { PROTOCOL_WORDS } from '#components/sso/connection-table.tsx'
import { countOf } from '#components/ui/numbers.ts'
import { Panel } from '#components/ui/panel.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { Overview } from '#contracts/overview.ts'

const rowStyle = 'flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5 text-sm first:pt-0 last:pb-0'

/** How people get in: the connections they sign in through. */
export function ConnectionsPanel({ connections }: { connections: NonNullable<Overview['connections']> }) {
  const href = useTenantHref()
  const mayManage = useMay('sso-connection:manage')
  const [now] = useState(() => Date.now())
  return (
    <Panel title="Single sign-on" action={<TextLink href={href('sso')}>Open</TextLink>}>
      {connections.length === 0 ? (
        <p className="text-muted">
          No connection, so nobody can sign in yet.{' '}
          {mayManage ? <TextLink href={href('sso/add')}>Add connection</TextLink> : null}
        </p>
      ) : (
        <ul className="divide-y">
          {connections.map((connection) => (
            <li key={connection.id} className={rowStyle}>
              <span>
                {connection.name} <span className="text-muted">{PROTOCOL_WORDS[connection.protocol]}</span>
              </span>
              <ConnectionState connection={connection} now={now} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** Who keeps the people: the directories that provision them. */
export function DirectoriesPanel({ directories }: { directories: NonNullable<Overview['directories']> }) {
  const href = useTenantHref()
  const mayManage = useMay('directory:manage')
  return (
    <Panel title="Directories" action={<TextLink href={href('directories')}>Open</TextLink>}>
      {directories.length === 0 ? (
        <p className="text-muted">
          None, so people are created when they first sign in.{' '}
          {mayManage ? <TextLink href={`${href('directories')}?add=1`}>Add directory</TextLink> : null}
        </p>
      ) : (
        <ul className="divide-y">
          {directories.map((directory) => (
            <li key={directory.id} className={rowStyle}>
              <span>
                <TextLink
                  className="text-ink no-underline hover:underline"
                  href={`${href('directories')}/${directory.id}`}
                >
                  {directory.name}
                </TextLink>{' '}
                <span className="text-muted tabular">
                  {countOf(directory.people, 'person', 'people')}, {countOf(directory.groups, 'group')}
                </span>
              </span>
              <DirectoryState directory={directory} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
