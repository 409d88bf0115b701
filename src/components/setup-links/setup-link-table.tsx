import { Check, CircleDashed, Clock, MonitorCheck, X } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { SetupLink } from '#contracts/setup-links.ts'

const STATES = {
  waiting: { icon: CircleDashed, words: 'Not opened yet', tone: 'outline' },
  opened: { icon: MonitorCheck, words: 'In use', tone: 'info' },
  finished: { icon: Check, words: 'Finished', tone: 'neutral' },
  expired: { icon: Clock, words: 'Expired', tone: 'outline' },
  revoked: { icon: X, words: 'Revoked', tone: 'outline' },
} as const satisfies Record<SetupLink['state'], unknown>

type SetupLinkTableProps = { links: readonly SetupLink[]; onRevoke: ((link: SetupLink) => void) | undefined }

export function SetupLinkTable({ links, onRevoke }: SetupLinkTableProps) {
  return (
    <Table label="Set-up links">
      <thead>
        <tr>
          <HeadCell>For</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell className="hidden sm:table-cell">Expires</HeadCell>
          <HeadCell className="hidden md:table-cell">Made by</HeadCell>
          <HeadCell className="hidden lg:table-cell">Made</HeadCell>
          {onRevoke ? (
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {links.map((link) => {
          const { icon: Icon, words, tone } = STATES[link.state]
          return (
            <Row key={link.id}>
              <Cell className="font-medium">{link.label}</Cell>
              <Cell>
                <Badge tone={tone}>
                  <Icon aria-hidden />
                  {words}
                </Badge>
              </Cell>
              <Cell className="hidden text-muted sm:table-cell">
                <Time at={link.expiresAt} absolute />
              </Cell>
              <Cell className="hidden text-muted md:table-cell">{link.createdBy ?? 'Somebody who was removed'}</Cell>
              <Cell className="hidden text-muted lg:table-cell">
                <Time at={link.createdAt} />
              </Cell>
              {onRevoke ? (
                <Cell className="text-right">
                  {link.state === 'waiting' || link.state === 'opened' ? (
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={`Revoke the link for ${link.label}`}
                      onClick={() => onRevoke(link)}
                    >
                      Revoke
                    </Button>
                  ) : null}
                </Cell>
              ) : null}
            </Row>
          )
        })}
      </tbody>
    </Table>
  )
}
