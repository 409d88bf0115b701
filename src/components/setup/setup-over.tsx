import { Panel } from '#components/ui/panel.tsx'

/** What somebody sees whose link does nothing here, whatever the reason. */
export function SetupOver({ finished = false }: { finished?: boolean }) {
  return (
    <Panel className="mx-auto max-w-lg">
      <h1 className="text-balance text-title">
        {finished ? 'The set-up is finished' : 'This set-up is not open here'}
      </h1>
      <p className="mt-2 text-pretty text-muted">
        {finished
          ? 'What you set up is in place. This link does nothing any more; you can close the page.'
          : 'The link was opened in another browser, has expired, was revoked or is finished. Ask whoever sent it for a new one.'}
      </p>
    </Panel>
  )
}
