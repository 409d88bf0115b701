import type { Metadata } from 'next'
import { SetupFrame } from '#components/setup/setup-frame.tsx'
import { Button } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/panel.tsx'

export const metadata: Metadata = {
  title: 'Set up single sign-on',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
}

type Props = { params: Promise<{ token: string }> }

/** Looking at it uses nothing up: mail scanners and chat previews look too. */
export default async function Page({ params }: Props) {
  const { token } = await params
  return (
    <SetupFrame>
      <Panel className="mx-auto max-w-lg">
        <h1 className="text-balance text-title">Set up single sign-on and provisioning</h1>
        <p className="mt-2 text-pretty text-muted">
          Somebody at your organisation sent you here to connect your identity provider. You need no account. The link
          works in the first browser that opens it, so go on in the one in which you will do the work.
        </p>
        <form method="post" action="/api/setup/open" className="mt-5">
          <input type="hidden" name="token" value={token} />
          <Button type="submit" variant="primary" className="w-full">
            Begin in this browser
          </Button>
        </form>
      </Panel>
    </SetupFrame>
  )
}
