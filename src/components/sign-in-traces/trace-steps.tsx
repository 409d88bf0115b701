'use client'

import { Check, ChevronRight, CircleDashed, X } from 'lucide-react'
import { cn } from '#components/ui/cn.ts'
import { Time } from '#components/ui/time.tsx'
import type { TraceCheck, TraceStep } from '#contracts/sign-in-traces.ts'
import { CHECK_WORDS, STAGE_WORDS } from './trace-words.ts'

const OUTCOMES = {
  passed: { icon: Check, word: 'passed', style: 'text-verified' },
  failed: { icon: X, word: 'failed', style: 'text-danger' },
  not_reached: { icon: CircleDashed, word: 'not reached', style: 'text-muted' },
} as const

/** Each step with its checks; where one failed, it stands open. */
export function TraceSteps({ steps }: { steps: readonly TraceStep[] }) {
  return (
    <ol className="flex flex-col gap-1.5">
      {steps.map((step) => {
        const { title, means } = STAGE_WORDS[step.stage]
        return (
          <li key={step.stage}>
            <details open={step.outcome === 'failed'} className="group rounded-md border">
              <summary className="flex cursor-pointer list-none items-center gap-2.5 rounded-md px-3 py-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
                <OutcomeMark outcome={step.outcome} />
                <span className={cn('min-w-0 flex-1', step.outcome === 'not_reached' && 'text-muted')}>
                  {title}
                  <span className="ml-2 text-muted text-xs">{countWords(step)}</span>
                </span>
                {step.at ? (
                  <Time at={step.at} absolute seconds className="hidden text-muted text-xs tabular sm:inline" />
                ) : null}
                <ChevronRight
                  aria-hidden
                  className="size-4 shrink-0 text-muted transition-transform duration-100 group-open:rotate-90"
                />
              </summary>
              <div className="border-t px-3 py-2">
                <p className="pb-2 text-muted text-sm">{means}</p>
                <ul className="flex flex-col gap-2">
                  {step.checks.map((check) => (
                    <CheckRow key={check.name} check={check} />
                  ))}
                </ul>
              </div>
            </details>
          </li>
        )
      })}
    </ol>
  )
}

function countWords(step: TraceStep): string {
  if (step.outcome === 'not_reached') return 'not reached'
  const passed = step.checks.filter(({ outcome }) => outcome === 'passed').length
  return `${passed} of ${step.checks.length} passed`
}

function CheckRow({ check }: { check: TraceCheck }) {
  return (
    <li className="flex items-start gap-2.5 text-sm">
      <OutcomeMark outcome={check.outcome} />
      <div className="min-w-0">
        <p>
          <span className={check.outcome === 'not_reached' ? 'text-muted' : undefined}>{CHECK_WORDS[check.name]}</span>{' '}
          <code className="font-mono text-muted text-xs">{check.name}</code>
        </p>
        {check.detail ? <p className="text-danger">{check.detail}</p> : null}
        <p className="text-pretty text-muted text-xs">{check.clause}</p>
        {check.advice ? <p className="mt-1 text-pretty">{check.advice}</p> : null}
      </div>
    </li>
  )
}

function OutcomeMark({ outcome }: { outcome: keyof typeof OUTCOMES }) {
  const { icon: Icon, word, style } = OUTCOMES[outcome]
  return (
    <>
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', style)} />
      <span className="sr-only">{word}</span>
    </>
  )
}
