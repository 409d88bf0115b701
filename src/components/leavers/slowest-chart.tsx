'use client'

import { ChartColumn, TableProperties } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { dayLabel } from '#components/ui/time-format.ts'
import type { LeaverFigures } from '#contracts/leavers.ts'
import { durationWords } from './duration-words.ts'
import { SlowestBars } from './slowest-bars.tsx'

type Days = LeaverFigures['byDay']

/** How long did the slowest leaver of a day keep access? Bars against the goal, and the same numbers as a table. */
export function SlowestChart({ days }: { days: Days }) {
  const [asTable, setAsTable] = useState(false)
  return (
    <section className="flex min-w-0 flex-col rounded-lg border bg-surface">
      <header className="flex items-start justify-between gap-4 px-4 pt-3.5">
        <div>
          <h2 className="text-base">Slowest leaver a day</h2>
          <p className="mt-0.5 text-muted text-sm">
            The last {days.length} days, in UTC. The height grows by powers of ten.
          </p>
        </div>
        <Button variant="ghost" size="sm" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? <ChartColumn aria-hidden /> : <TableProperties aria-hidden />}
          {asTable ? 'Show chart' : 'Show table'}
        </Button>
      </header>
      {asTable ? (
        <div className="mt-2 max-h-72 overflow-y-auto">
          <Table label="Slowest leaver a day">
            <thead className="sticky top-0 bg-surface">
              <tr>
                <HeadCell>Day</HeadCell>
                <HeadCell className="text-right">Leavers</HeadCell>
                <HeadCell className="text-right">Slowest</HeadCell>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <Row key={day.day}>
                  <Cell className="h-8 whitespace-nowrap">{dayLabel(day.day)}</Cell>
                  <Cell className="h-8 text-right tabular">{formatCount(day.leavers)}</Cell>
                  <Cell className="h-8 text-right tabular">
                    {day.worstMs === null ? '–' : durationWords(day.worstMs)}
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </div>
      ) : (
        <SlowestBars days={days} />
      )}
    </section>
  )
}
