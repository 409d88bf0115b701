'use client'

import { HIDDEN } from '#contracts/provisioning-log.ts'

const OPEN_TO_DEPTH = 2
const LONG_LIST = 5

/** JSON that folds: the first levels are open, long lists are not. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className="overflow-x-auto rounded-md border bg-sunken px-3 py-2 font-mono text-xs leading-5">
      <Node value={value} depth={0} />
    </div>
  )
}

function Node({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  const label =
    name === undefined ? null : (
      <span className="text-muted">
        {name}
        {': '}
      </span>
    )
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="whitespace-pre-wrap break-words">
        {label}
        <Leaf value={value} />
      </div>
    )
  }
  const list = Array.isArray(value)
  const entries = Object.entries(value)
  if (entries.length === 0) {
    return (
      <div>
        {label}
        {list ? '[]' : '{}'}
      </div>
    )
  }
  return (
    <details open={depth < OPEN_TO_DEPTH && !(list && entries.length > LONG_LIST)}>
      <summary className="cursor-pointer rounded-sm">
        {label}
        <span className="text-muted">{list ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      <div className="ml-1 border-l pl-3">
        {entries.map(([key, inner]) => (
          <Node key={key} name={key} value={inner} depth={depth + 1} />
        ))}
      </div>
    </details>
  )
}

function Leaf({ value }: { value: unknown }) {
  if (value === HIDDEN) {
    return (
      <span className="text-muted" title="A personal value, hidden">
        {HIDDEN}
        <span className="sr-only"> hidden</span>
      </span>
    )
  }
  return <span>{typeof value === 'string' ? JSON.stringify(value) : String(value)}</span>
}
