import { PERMISSION_WORDS } from '#components/roles/permission-words.ts'
import { Button } from '#components/ui/button.tsx'
import { ExpiryState } from '#components/ui/expiry.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ApiKey } from '#contracts/api-keys.ts'

type KeyTableProps = { keys: readonly ApiKey[]; onRevoke: ((key: ApiKey) => void) | undefined }

export function KeyTable({ keys, onRevoke }: KeyTableProps) {
  return (
    <Table label="API keys">
      <thead>
        <tr>
          <HeadCell>Name</HeadCell>
          <HeadCell className="hidden sm:table-cell">Begins with</HeadCell>
          <HeadCell className="hidden lg:table-cell">May</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="hidden md:table-cell">Last used</HeadCell>
          <HeadCell className="hidden xl:table-cell">Created</HeadCell>
          {onRevoke ? (
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Row key={key.id}>
            <Cell className="font-medium">{key.name}</Cell>
            <Cell className="hidden sm:table-cell">
              <code className="font-mono text-muted text-xs">{key.prefix}…</code>
            </Cell>
            <Cell className="hidden max-w-80 text-muted lg:table-cell">
              {key.permissions.map((permission) => PERMISSION_WORDS[permission]).join(', ')}
            </Cell>
            <Cell className="sm:whitespace-nowrap">
              <ExpiryState credential={key} />
            </Cell>
            <Cell className="hidden whitespace-nowrap text-muted md:table-cell">
              {key.lastUsedAt ? <Time at={key.lastUsedAt} /> : 'Never'}
            </Cell>
            <Cell className="hidden whitespace-nowrap text-muted xl:table-cell">
              <Time at={key.createdAt} />
              {key.createdBy ? ` by ${key.createdBy.name}` : null}
            </Cell>
            {onRevoke ? (
              <Cell className="text-right">
                {key.revokedAt ? null : (
                  <Button size="sm" variant="ghost" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
                    Revoke
                  </Button>
                )}
              </Cell>
            ) : null}
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
