'use client'

import {
  columnVisibilityFeature,
  createColumnHelper,
  type RowData,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import Link from 'next/link'
import { type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../button.tsx'
import { cn } from '../cn.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import { SHOWN_FROM, type TableColumn, widthOf } from './table-column.ts'
import { useRowKeys } from './use-row-keys.ts'

const ROW_HEIGHT = 40
const features = tableFeatures({ columnVisibilityFeature })

type DataTableProps<Row extends RowData> = {
  label: string
  columns: readonly TableColumn<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Where the row's details live; opened in place on a plain click. */
  rowHref: (row: Row) => string
  onOpen: (row: Row) => void
  openKey?: string | null | undefined
  /** What stands left of the column choice: filters. */
  toolbar?: ReactNode
  /** The exact count or what is known of it. */
  summary: ReactNode
  /** Rows that exist, for assistive technology; -1 where that is not known. */
  rowCount: number
  hasMore: boolean
  loadMore: () => void
  loadingMore: boolean
  /** Rows of an earlier filter are shown while the new ones are fetched. */
  stale?: boolean
  empty: ReactNode
}

/** A long list: virtualised against the window, sticky header, j/k, column choice. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, rowHref, onOpen, openKey, hasMore, loadMore, loadingMore } = props
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns])
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return helper.columns(
      columns.map((column) => helper.display({ id: column.id, header: column.header, enableHiding: !column.fixed })),
    )
  }, [columns])
  const [columnVisibility, setColumnVisibility] = useState<Record<string, boolean>>(() =>
    Object.fromEntries(columns.filter((column) => column.hiddenAtFirst).map((column) => [column.id, false])),
  )
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowKey,
    state: { columnVisibility },
    onColumnVisibilityChange: setColumnVisibility,
  })
  const shown = table.getVisibleLeafColumns().flatMap((each) => byId.get(each.id) ?? [])
  const model = table.getRowModel().rows

  const body = useRef<HTMLTableSectionElement>(null)
  const [offset, setOffset] = useState(0)
  useEffect(() => setOffset(body.current ? body.current.getBoundingClientRect().top + window.scrollY : 0), [])
  const virtualizer = useWindowVirtualizer({
    count: model.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: offset,
    // The server's HTML and the first paint hold the first rows, before a window is known.
    initialRect: { width: 1280, height: 1000 },
    getItemKey: (index) => model[index]?.id ?? index,
  })
  const items = virtualizer.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (hasMore && !loadingMore && lastIndex >= model.length - 15) loadMore()
  }, [hasMore, loadingMore, lastIndex, model.length, loadMore])
  useRowKeys({ body, count: model.length, scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }) })

  const open = (event: MouseEvent, row: Row) => {
    // A button in the row does its own work.
    if ((event.target as HTMLElement).closest('button')) return
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onOpen(row)
  }

  return (
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">{props.toolbar}</div>
      <div className="-mt-1 flex items-center justify-between gap-4">
        <p className="text-muted text-sm tabular" aria-live="polite">
          {props.summary}
        </p>
        <ColumnsMenu
          choices={table
            .getAllLeafColumns()
            .filter((column) => column.getCanHide())
            .map((column) => ({
              id: column.id,
              header: byId.get(column.id)?.header ?? column.id,
              shown: column.getIsVisible(),
              toggle: (visible) => column.toggleVisibility(visible),
            }))}
        />
      </div>
      {rows.length === 0 ? (
        <div className="rounded-lg border bg-surface">{props.empty}</div>
      ) : (
        <div className={cn('rounded-lg border bg-surface text-sm transition-opacity', props.stale && 'opacity-60')}>
          <table
            aria-label={label}
            aria-rowcount={props.rowCount < 0 ? -1 : props.rowCount + 1}
            aria-busy={props.stale || undefined}
            className="block w-full"
          >
            <thead className="sticky block top-(--bar-height) z-10 rounded-t-lg bg-surface">
              <tr aria-rowindex={1} className="flex h-9 items-center gap-4 border-b px-4 text-muted">
                {shown.map((column) => (
                  <th
                    scope="col"
                    key={column.id}
                    style={widthOf(column)}
                    className={cn(
                      'flex truncate font-normal',
                      column.from && SHOWN_FROM[column.from],
                      column.align && 'justify-end',
                    )}
                  >
                    <span className={column.quietHeader ? 'sr-only' : undefined}>{column.header}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody ref={body} className="relative block" style={{ height: virtualizer.getTotalSize() }}>
              {items.map((item) => {
                const row = model[item.index]?.original
                if (row === undefined) return null
                const key = rowKey(row)
                return (
                  <tr
                    key={item.key}
                    data-row={item.index}
                    aria-rowindex={item.index + 2}
                    onClick={(event) => open(event, row)}
                    className={cn(
                      'group absolute inset-x-0 top-0 flex cursor-pointer items-center gap-4 border-b px-4 focus-within:bg-hover hover:bg-hover',
                      item.index === model.length - 1 && !hasMore && 'rounded-b-lg border-b-0',
                      key === openKey && 'bg-accent-soft hover:bg-accent-soft',
                    )}
                    style={{ height: ROW_HEIGHT, transform: `translateY(${item.start - offset}px)` }}
                  >
                    {shown.map((column, position) => (
                      <td
                        key={column.id}
                        style={widthOf(column)}
                        className={cn(
                          'flex min-w-0 items-center gap-1.5',
                          column.from && SHOWN_FROM[column.from],
                          column.align && 'justify-end tabular',
                        )}
                      >
                        {position === 0 ? (
                          <Link
                            href={rowHref(row)}
                            prefetch={false}
                            data-row-link
                            className="flex min-w-0 items-center gap-2 rounded-sm"
                            onClick={(event) => open(event, row)}
                          >
                            {column.cell(row)}
                          </Link>
                        ) : (
                          column.cell(row)
                        )}
                      </td>
                    ))}
                  </tr>
                )
              })}
            </tbody>
          </table>
          {hasMore ? (
            <div className="flex h-12 items-center justify-center">
              <Button variant="ghost" onClick={loadMore} pending={loadingMore}>
                {loadingMore ? 'Loading more' : 'Load more'}
              </Button>
            </div>
          ) : null}
        </div>
      )}
    </div>
  )
}
