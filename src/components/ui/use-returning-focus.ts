'use client'

import { useRef } from 'react'

const FIELDS = 'input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled)'

/**
 * Our dialogs open by state or address, so Radix knows no trigger to return to: focus goes to the first
 * field (`field`) or to the dialog itself, and back to what had it before.
 */
export function useReturningFocus(first: 'field' | 'dialog') {
  const before = useRef<Element | null>(null)
  return {
    onOpenAutoFocus: (event: Event) => {
      before.current = document.activeElement
      const dialog = event.currentTarget as HTMLElement
      const target = first === 'field' ? dialog.querySelector<HTMLElement>(FIELDS) : dialog
      if (!target) return
      event.preventDefault()
      target.focus({ preventScroll: true })
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true })
    },
  }
}
