'use client'

import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { cn } from './cn.ts'
import { Input } from './input.tsx'

type SearchInputProps = { value: string; onChange: (value: string) => void; label: string; className?: string }

/** A search field that reports after a short pause. `/` focuses it. */
export function SearchInput({ value, onChange, label, className }: SearchInputProps) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const reported = useRef(value)
  const report = useRef(onChange)
  report.current = onChange

  useEffect(() => {
    if (value === reported.current) return
    reported.current = value
    setText(value)
  }, [value])

  useEffect(() => {
    if (text === reported.current) return
    const timer = setTimeout(() => {
      reported.current = text
      report.current(text)
    }, 200)
    return () => clearTimeout(timer)
  }, [text])

  useEffect(() => {
    const focusOnSlash = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null
      if (
        event.key !== '/' ||
        event.ctrlKey ||
        event.metaKey ||
        target?.closest('input, textarea, select, [role=dialog]')
      )
        return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', focusOnSlash)
    return () => document.removeEventListener('keydown', focusOnSlash)
  }, [])

  return (
    <div className={cn('relative w-full sm:w-64', className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted"
      />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-8"
      />
    </div>
  )
}
