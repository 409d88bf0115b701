import { SearchX } from 'lucide-react'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'

/** In place of a page that is not there, inside the console. */
export function PageNotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <div className="rounded-lg border bg-surface">
        <EmptyState
          icon={SearchX}
          title="There is no such page here"
          action={
            <LinkButton href="/" variant="primary">
              Go to the overview
            </LinkButton>
          }
        >
          The address may be mistyped, or what it named is gone.
        </EmptyState>
      </div>
    </>
  )
}
