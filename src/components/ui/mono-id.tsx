import { cn } from './cn.ts'
import { CopyButton } from './copy-button.tsx'

/** First and last characters with an ellipsis between; the text itself where that is no shorter. */
export function shortenMiddle(text: string, head = 8, tail = 6): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`
}

type MonoIdProps = { value: string; label: string; whole?: boolean; copy?: boolean; className?: string }

/** An id, hash, address or token: mono, shortened in the middle, whole on hover, copied by its button. */
export function MonoId({ value, label, whole = false, copy = true, className }: MonoIdProps) {
  return (
    <span className={cn('inline-flex min-w-0 max-w-full items-center gap-1', className)}>
      <span title={value} className={cn('font-mono text-xs tabular', whole ? 'break-all' : 'truncate')}>
        {whole ? value : shortenMiddle(value)}
      </span>
      {copy ? <CopyButton text={value} label={label} /> : null}
    </span>
  )
}
