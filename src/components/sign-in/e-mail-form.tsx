import { CircleAlert } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/input.tsx'
import { TextLink } from '#components/ui/text-link.tsx'

type EMailFormProps = { next: string | null; problem: boolean }

/** A plain form: it works before any script has loaded. The answer depends on the domain alone. */
export function EMailForm({ next, problem }: EMailFormProps) {
  return (
    <>
      <form action="/api/sso/discover" method="post" className="mt-5 flex flex-col gap-4">
        <div className="flex flex-col gap-1.5">
          <label htmlFor="email" className="font-medium text-sm">
            Work e-mail
          </label>
          <Input
            id="email"
            name="email"
            type="email"
            required
            maxLength={320}
            placeholder="you@company.com"
            autoComplete="email"
            aria-describedby={problem ? 'email-problem' : 'email-hint'}
            aria-invalid={problem ? true : undefined}
          />
          {problem ? (
            <p id="email-problem" role="alert" className="flex items-start gap-1.5 text-danger text-sm">
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              No organisation here signs in by the domain of this address. Check it, or use the short name.
            </p>
          ) : (
            <p id="email-hint" className="text-muted text-sm">
              It leads you to your organisation’s identity provider.
            </p>
          )}
        </div>
        {next ? <input type="hidden" name="next" value={next} /> : null}
        <Button type="submit" variant="primary">
          Continue
        </Button>
      </form>
      <p className="mt-5 border-t pt-4 text-sm">
        <TextLink href={`/sign-in?${new URLSearchParams({ by: 'name', ...(next ? { next } : {}) })}`}>
          Use your organisation’s short name
        </TextLink>
      </p>
    </>
  )
}
