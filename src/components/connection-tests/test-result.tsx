import { Check, CircleDashed, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { CHECK_WORDS } from '#components/sign-in-traces/trace-words.ts'
import { cn } from '#components/ui/cn.ts'
import { DefinitionList } from '#components/ui/definition-list.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ConnectionTest } from '#contracts/sign-in-traces.ts'

const STATES = {
  passed: { icon: Check, style: 'bg-verified-soft text-verified', title: 'The test passed' },
  failed: { icon: X, style: 'bg-danger-soft text-danger', title: 'The test failed' },
  running: { icon: CircleDashed, style: 'bg-info-soft text-info', title: 'Waiting for the identity provider' },
  expired: { icon: CircleDashed, style: 'bg-attention-soft text-attention', title: 'No answer came in time' },
} as const

type TestResultProps = {
  test: ConnectionTest
  traceLink: ReactNode
  /** On the page of a set-up link, which learns nothing about who is a member. */
  ofSetup?: boolean
}

/** What a test sign-in found: nobody was signed in, and nothing was made. */
export function TestResult({ test, traceLink, ofSetup = false }: TestResultProps) {
  const { icon: Icon, style, title } = STATES[test.state]
  return (
    <div className="flex flex-col gap-6">
      <Panel>
        <p role="status" className={cn('flex items-center gap-2 rounded-md px-3 py-2 font-medium', style)}>
          <Icon aria-hidden className="size-4 shrink-0" />
          {title}
          {test.failedCheck ? <span className="font-normal">· {CHECK_WORDS[test.failedCheck]}</span> : null}
        </p>
        {test.advice ? <p className="mt-3 text-pretty">{test.advice}</p> : null}
        <DefinitionList
          className="mt-4"
          items={[
            ['Connection', test.connection.name],
            ['Run by', test.startedBy ?? 'Somebody who has been removed since'],
            ['When', <Time key="when" at={test.finishedAt ?? test.startedAt} absolute seconds />],
            ...(test.state === 'passed' ? roleItems(test, ofSetup) : []),
          ]}
        />
        <p className="mt-4 text-muted text-sm">
          A test signs nobody in and makes no person, session or role. {traceLink}
        </p>
      </Panel>
      {test.claims.length > 0 ? (
        <Panel flush title="Claims received" description="Exactly as the identity provider sent them.">
          <Table label="Claims received">
            <thead>
              <tr>
                <HeadCell>Name</HeadCell>
                <HeadCell>Value</HeadCell>
              </tr>
            </thead>
            <tbody>
              {test.claims.map(({ name, values }) => (
                <Row key={name}>
                  <Cell className="max-w-64 break-words font-mono text-xs">{name}</Cell>
                  <Cell className="break-all">
                    {values === null ? (
                      <span className="text-muted">Shown to whoever ran the test; reveal it in the trace</span>
                    ) : values.length === 0 ? (
                      <span className="text-muted">Empty</span>
                    ) : (
                      values.join(', ')
                    )}
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </Panel>
      ) : null}
    </div>
  )
}

function roleItems(test: ConnectionTest, ofSetup: boolean): [string, ReactNode][] {
  const { person, currentRoles, mappedRoles } = test
  const none = (text: string) => <span className="text-muted">{text}</span>
  return [
    ...(ofSetup
      ? []
      : ([
          ['Would sign in', person?.name ?? 'Somebody new, who would be made a member'],
          ['Roles held now', currentRoles.length > 0 ? currentRoles.join(', ') : none('None')],
        ] as [string, ReactNode][])),
    [
      'Roles by mapping',
      mappedRoles && mappedRoles.length > 0 ? mappedRoles.join(', ') : none('No rule of this connection matches'),
    ],
  ]
}
