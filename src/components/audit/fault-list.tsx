import { ShieldAlert } from 'lucide-react'
import { countOf, formatCount } from '#components/ui/numbers.ts'
import type { ChainFault } from '#contracts/audit.ts'

type FaultListProps = { faults: readonly ChainFault[]; total: number; onOpenEvent: (seq: number) => void }

/** Each faulty event by its number, with what does not add up. */
export function FaultList({ faults, total, onOpenEvent }: FaultListProps) {
  return (
    <div role="alert" className="mt-3 rounded-md bg-danger-soft px-3 py-2.5">
      <p className="flex items-center gap-2 font-medium text-danger">
        <ShieldAlert aria-hidden className="size-4 shrink-0" />
        {countOf(total, 'event')} did not verify
      </p>
      <ul className="mt-2 flex flex-col gap-1.5">
        {faults.map((fault) => (
          <li key={`${fault.seq}-${fault.check}`} className="flex flex-wrap items-baseline gap-x-2">
            <button
              type="button"
              className="rounded-sm font-medium text-danger tabular underline underline-offset-2"
              onClick={() => onOpenEvent(fault.seq)}
            >
              Event {formatCount(fault.seq)}
            </button>
            <span className="text-ink">{fault.message}</span>
            <code className="font-mono text-muted text-xs">{fault.check}</code>
          </li>
        ))}
      </ul>
      {total > faults.length ? (
        <p className="mt-2 text-muted">The first {formatCount(faults.length)} are shown.</p>
      ) : null}
    </div>
  )
}
