import { MonoId } from '#components/ui/mono-id.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { EndedAccess } from '#contracts/leavers.ts'
import { ACCESS_WORDS } from './leaver-words.ts'

/** Each session, token and passkey with its end and the first time it was refused. */
export function LeaverAccess({ ended }: { ended: readonly EndedAccess[] }) {
  if (ended.length === 0) return <p className="text-muted">Nothing was open: no session, token or passkey.</p>
  return (
    <Table label="What ended">
      <thead>
        <tr>
          <HeadCell>What</HeadCell>
          <HeadCell>Ended</HeadCell>
          <HeadCell>First refused</HeadCell>
        </tr>
      </thead>
      <tbody>
        {ended.map((access) => (
          <Row key={access.id}>
            <Cell>
              <span className="block">{ACCESS_WORDS[access.kind]}</span>
              <MonoId value={access.id} label="id" copy={false} className="text-muted" />
            </Cell>
            <Cell>
              <Time at={access.endedAt} absolute seconds />
            </Cell>
            <Cell>
              {access.refusedAt ? (
                <Time at={access.refusedAt} absolute seconds />
              ) : (
                <span className="text-muted">–</span>
              )}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
