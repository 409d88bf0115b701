'use client'

import { DirectoryPage } from '#components/directories/directory-page.tsx'
import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { RehearsalView } from './rehearsal-view.tsx'

/** Of a directory that is here: its people, its groups and its mapping. */
export function DirectoryRehearsalView({ directoryId }: { directoryId: string }) {
  return (
    <DirectoryPage id={directoryId} purpose={PAGE_WORDS.rehearsal.purpose}>
      {(directory) => <RehearsalView directory={directory} directories={[]} />}
    </DirectoryPage>
  )
}
