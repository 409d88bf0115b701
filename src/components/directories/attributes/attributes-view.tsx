'use client'

import { PAGE_WORDS } from '#components/layout/page-words.ts'
import { DirectoryPage } from '../directory-page.tsx'
import { ExtensionSchemas } from './extension-schemas.tsx'
import { FieldMapping } from './field-mapping.tsx'

export function AttributesView({ directoryId }: { directoryId: string }) {
  return (
    <DirectoryPage id={directoryId} purpose={PAGE_WORDS.directoryAttributes.purpose}>
      {(directory) => (
        <div className="flex flex-col gap-6">
          <FieldMapping directory={directory} />
          <ExtensionSchemas />
        </div>
      )}
    </DirectoryPage>
  )
}
