import type { ReactNode } from 'react'
import { MonoId } from '#components/ui/mono-id.tsx'
import type { ScimGuide } from './scim-guides.ts'
import { scimValues } from './scim-values.ts'

type Props = { guide: ScimGuide; baseUrl: string /** Stands where the token belongs. */; token: ReactNode }

/** What to click at the provider, with our values where they belong, each with its copy button. */
export function ScimGuideSteps({ guide, baseUrl, token }: Props) {
  const values = scimValues(baseUrl)
  return (
    <ol className="flex flex-col gap-3">
      {guide.steps.map((step, index) => (
        <li key={step.do} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2.5">
          <span aria-hidden className="text-muted text-sm tabular">
            {index + 1}.
          </span>
          <div className="min-w-0">
            <p className="text-pretty">{step.do}</p>
            {step.enter ? (
              <dl className="mt-2 flex flex-col gap-1.5 rounded-md bg-sunken px-3 py-2">
                {step.enter.map(([field, value]) => (
                  <div key={field} className="grid gap-x-4 sm:grid-cols-[14rem_minmax(0,1fr)]">
                    <dt className="text-muted text-sm">{field}</dt>
                    <dd className="min-w-0 text-sm">
                      {value === 'token' ? token : <MonoId value={values[value]} label={field} whole />}
                    </dd>
                  </div>
                ))}
              </dl>
            ) : null}
            {step.note ? <p className="mt-1 text-pretty text-muted text-sm">{step.note}</p> : null}
          </div>
        </li>
      ))}
    </ol>
  )
}
