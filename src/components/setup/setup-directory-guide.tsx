'use client'

import { useQuery } from '@tanstack/react-query'
import { PROVIDER_WORDS } from '#components/directories/provider-words.ts'
import { ASK_EVERY_MS, RequestCheck } from '#components/directories/set-up/request-check.tsx'
import { ScimGuideSteps } from '#components/directories/set-up/scim-guide-steps.tsx'
import { SCIM_GUIDES } from '#components/directories/set-up/scim-guides.ts'
import { directoryProviderSchema } from '#contracts/directories.ts'
import type { Setup } from '#contracts/setup-links.ts'
import { useTRPC } from '#trpc/client.tsx'

/** What to do at the provider, and whether it has been heard. The token was shown when the directory was added. */
export function SetupDirectoryGuide({ directory }: { directory: Setup['directories'][number] }) {
  const trpc = useTRPC()
  const provider = directoryProviderSchema.safeParse(directory.provider).data ?? 'other'
  const activity = useQuery(
    trpc.setup.directoryActivity.queryOptions({ directoryId: directory.id }, { refetchInterval: ASK_EVERY_MS }),
  )
  return (
    <>
      <details className="mt-1">
        <summary className="cursor-pointer text-accent">
          Steps at {provider === 'other' ? 'the provider' : PROVIDER_WORDS[provider]}
        </summary>
        <div className="py-3">
          <ScimGuideSteps
            guide={SCIM_GUIDES[provider]}
            baseUrl={directory.baseUrl}
            token={<span className="text-muted">The token that was shown when the directory was added</span>}
          />
        </div>
      </details>
      {activity.data ? (
        <div className="mt-1 rounded-md bg-sunken px-3 py-2.5">
          <RequestCheck
            activity={activity.data}
            sendsGroups={provider !== 'google'}
            log="Its message to you says why; the organisation’s admins see it in their log."
          />
        </div>
      ) : null}
    </>
  )
}
