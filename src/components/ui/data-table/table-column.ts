import type { ReactNode } from 'react'

export type TableColumn<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** Width in pixels, or the share of what is left. */
  width?: number
  grow?: number
  align?: 'right'
  /** The smallest screen that shows it. Columns without one are always there. */
  from?: 'sm' | 'md' | 'lg' | 'xl'
  /** Read out, not shown: a column of actions. */
  quietHeader?: boolean
  /** Cannot be switched off. */
  fixed?: boolean
  /** Off until chosen. */
  hiddenAtFirst?: boolean
}

/** Tailwind reads class names from the source, so they are spelled out. */
export const SHOWN_FROM = {
  sm: 'hidden sm:flex',
  md: 'hidden md:flex',
  lg: 'hidden lg:flex',
  xl: 'hidden xl:flex',
} as const

export function widthOf(column: { width?: number; grow?: number }): React.CSSProperties {
  return column.width ? { flex: `0 0 ${column.width}px` } : { flex: `${column.grow ?? 1} 1 0`, minWidth: 0 }
}
