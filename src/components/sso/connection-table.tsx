'use client'

import { useState } from 'react'
import { useTenantHref } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { SsoConnection } from '#contracts/sso.ts'
import { ConnectionState } from './connection-state.tsx'
import { LastTestNote } from './last-test-note.tsx'
import { TestConnectionButton } from './test-connection-button.tsx'

export const PROTOCOL_WORDS = { saml: 'SAML 2.0', oidc: 'OpenID Connect' } as const

type ConnectionTableProps = {
  connections: readonly SsoConnection[]
  onDelete: ((connection: SsoConnection) => void) | undefined
}

export function ConnectionTable({ connections, onDelete }: ConnectionTableProps) {
  const href = useTenantHref()
  const [now] = useState(() => Date.now())
  return (
    <Table label="Connections">
      <thead>
        <tr>
          <HeadCell>Name</HeadCell>
          <HeadCell className="hidden sm:table-cell">Protocol</HeadCell>
          <HeadCell className="hidden lg:table-cell">Issuer</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="hidden text-right md:table-cell">Sign-ins, 7 days</HeadCell>
          {onDelete ? (
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {connections.map((connection) => (
          <Row key={connection.id}>
            <Cell>
              <TextLink href={href(`sso/connections/${connection.id}`)} className="font-medium">
                {connection.name}
              </TextLink>
              <span className="block text-muted sm:hidden">{PROTOCOL_WORDS[connection.protocol]}</span>
            </Cell>
            <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
              {PROTOCOL_WORDS[connection.protocol]}
            </Cell>
            <Cell className="hidden max-w-72 lg:table-cell">
              <span className="block truncate font-mono text-muted text-xs" title={connection.issuer}>
                {connection.issuer}
              </span>
            </Cell>
            <Cell className="sm:whitespace-nowrap">
              <ConnectionState connection={connection} now={now} />
              <LastTestNote connectionId={connection.id} />
            </Cell>
            <Cell className="hidden text-right tabular md:table-cell">{formatCount(connection.signInsLast7Days)}</Cell>
            {onDelete ? (
              <Cell className="whitespace-nowrap text-right">
                <TestConnectionButton connectionId={connection.id} name={connection.name} />
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={`Delete ${connection.name}`}
                  onClick={() => onDelete(connection)}
                >
                  Delete
                </Button>
              </Cell>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
