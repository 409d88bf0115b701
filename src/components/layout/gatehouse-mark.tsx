/** An arch with its gate raised. */
export function GatehouseMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={className} fill="none" stroke="currentColor">
      <path d="M2.75 17.25V8.5a7.25 7.25 0 0 1 14.5 0v8.75" strokeWidth="1.75" strokeLinecap="round" />
      <path d="M7 4.5v6.25M10 3.5v8.75M13 4.5v6.25M5 8.5h10" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  )
}
