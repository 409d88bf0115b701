'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import type { SsoConnection } from '#contracts/sso.ts'
import { ConnectionState } from './connection-state.tsx'

export const PROTOCOL_WORDS = { saml: 'SAML 2.0', oidc: 'OpenID Connect' } as const

type ConnectionTableProps = {
  connections: readonly SsoConnection[]
  onDelete: ((connection: SsoConnection) => void) | undefined
}

export function ConnectionTable({ connections, onDelete }: ConnectionTableProps) {
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
              <span className="font-medium">{connection.name}</span>
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
            </Cell>
            <Cell className="hidden text-right tabular md:table-cell">{formatCount(connection.signInsLast7Days)}</Cell>
            {onDelete ? (
              <Cell className="text-right">
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
