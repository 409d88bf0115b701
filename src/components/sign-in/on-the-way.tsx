import { ArrowRight } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { TextLink } from '#components/ui/text-link.tsx'

type OnTheWayProps = { connection: { name: string; startUrl: string }; tenantSlug: string }

/**
 * Goes on to the provider by itself. The form that led here may lead to our own pages only (form-action), and this
 * is a navigation of its own; the link is for whoever has stopped refreshes.
 */
export function OnTheWay({ connection, tenantSlug }: OnTheWayProps) {
  return (
    <>
      <meta httpEquiv="refresh" content={`0;url=${connection.startUrl}`} />
      <p role="status" className="mt-2 text-muted">
        Taking you to {connection.name}.
      </p>
      <Button
        asChild
        variant="primary"
        className="mt-5 h-auto min-h-10 w-full justify-between whitespace-normal px-4 py-2 text-left"
      >
        <a href={connection.startUrl}>
          Continue with {connection.name}
          <ArrowRight aria-hidden />
        </a>
      </Button>
      <p className="mt-5 border-t pt-4 text-sm">
        <TextLink href={`/sign-in/${tenantSlug}`}>Sign in another way</TextLink>
      </p>
    </>
  )
}
