'use client'

import { ChartColumn, TableProperties } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { Cell, HeadCell, Row, Table } from '#components/ui/table.tsx'
import { dayLabel } from '#components/ui/time-format.ts'
import type { EventsOfDay } from '#contracts/overview.ts'
import { EventBars } from './event-bars.tsx'

/** How much happens in a day? Bars with direct labels, and the same numbers as a table. */
export function EventsChart({ days }: { days: readonly EventsOfDay[] }) {
  const [asTable, setAsTable] = useState(false)
  return (
    <section className="flex min-w-0 flex-col rounded-lg border bg-surface">
      <header className="flex items-start justify-between gap-4 px-4 pt-3.5">
        <div>
          <h2 className="text-base">Events a day</h2>
          <p className="mt-0.5 text-muted text-sm">The last {days.length} days, in UTC.</p>
        </div>
        <Button variant="ghost" size="sm" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? <ChartColumn aria-hidden /> : <TableProperties aria-hidden />}
          {asTable ? 'Show chart' : 'Show table'}
        </Button>
      </header>
      {asTable ? (
        <div className="mt-2 max-h-72 overflow-y-auto">
          <Table label="Events a day">
            <thead className="sticky top-0 bg-surface">
              <tr>
                <HeadCell>Day</HeadCell>
                <HeadCell className="text-right">Succeeded</HeadCell>
                <HeadCell className="text-right">Failed</HeadCell>
                <HeadCell className="text-right">Denied</HeadCell>
                <HeadCell className="text-right">All</HeadCell>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <Row key={day.day}>
                  <Cell className="h-8 whitespace-nowrap">{dayLabel(day.day)}</Cell>
                  {[day.success, day.failure, day.denied, day.success + day.failure + day.denied].map(
                    (value, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: the four columns are fixed
                      <Cell key={index} className="h-8 text-right tabular">
                        {formatCount(value)}
                      </Cell>
                    ),
                  )}
                </Row>
              ))}
            </tbody>
          </Table>
        </div>
      ) : (
        <EventBars days={days} />
      )}
    </section>
  )
}
