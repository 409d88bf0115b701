import { CircleAlert } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { TextLink } from '#components/ui/text-link.tsx'

const PROBLEMS = {
  malformed: 'A short name has 2 to 40 of a to z, 0 to 9 and hyphens.',
  unknown: 'No organisation has this short name. Check it, or ask your admin for it.',
} as const

type OrganisationFormProps = {
  typed: string | undefined
  problem: keyof typeof PROBLEMS | null
  next?: string | null
}

/** A plain form: it works before any script has loaded. */
export function OrganisationForm({ typed, problem, next = null }: OrganisationFormProps) {
  return (
    <>
      <form action="/sign-in" method="get" className="mt-5 flex flex-col gap-4">
        <div className="flex flex-col gap-1.5">
          <label htmlFor="tenant" className="font-medium text-sm">
            Organisation’s short name
          </label>
          <Input
            id="tenant"
            name="tenant"
            required
            defaultValue={typed}
            placeholder="acme"
            autoComplete="organization"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={40}
            aria-describedby={problem ? 'tenant-problem' : 'tenant-hint'}
            aria-invalid={problem ? true : undefined}
          />
          {problem ? (
            <p id="tenant-problem" role="alert" className="flex items-start gap-1.5 text-danger text-sm">
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              {PROBLEMS[problem]}
            </p>
          ) : (
            <p id="tenant-hint" className="text-muted text-sm">
              It stands in the address of your console, after /t/.
            </p>
          )}
        </div>
        {next ? <input type="hidden" name="next" value={next} /> : null}
        <Button type="submit" variant="primary">
          Continue
        </Button>
      </form>
      <p className="mt-5 border-t pt-4 text-sm">
        <TextLink href="/sign-in">Use your e-mail address</TextLink>
      </p>
    </>
  )
}
