'use client'

import { type RefObject, useEffect, useRef } from 'react'

type RowKeys = {
  body: RefObject<HTMLElement | null>
  count: number
  scrollTo: (index: number) => void
}

/** j and k move between rows; Enter is the row link's own. Silent while a field or dialog has the keyboard. */
export function useRowKeys({ body, count, scrollTo }: RowKeys): void {
  const current = useRef(-1)
  const move = useRef(scrollTo)
  move.current = scrollTo

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'j' && event.key !== 'k') return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target as HTMLElement | null
      if (target?.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]')) return
      const focused = target?.closest<HTMLElement>('[data-row]')?.dataset.row
      if (focused !== undefined) current.current = Number(focused)
      const next = Math.min(Math.max(current.current + (event.key === 'j' ? 1 : -1), 0), count - 1)
      if (count === 0) return
      event.preventDefault()
      current.current = next
      const focusRow = () => {
        const link = body.current?.querySelector<HTMLElement>(`[data-row="${next}"] [data-row-link]`)
        link?.focus({ preventScroll: true })
        return link !== null && link !== undefined
      }
      move.current(next)
      // The neighbour is rendered ahead; only after a jump must the virtualiser come first.
      if (!focusRow()) requestAnimationFrame(focusRow)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [body, count])
}
