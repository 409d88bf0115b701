'use client'

import { Columns3 } from 'lucide-react'
import { Button } from '../button.tsx'
import { Menu, MenuCheckboxItem, MenuContent, MenuLabel, MenuTrigger } from '../menu.tsx'

type Choice = { id: string; header: string; shown: boolean; toggle: (shown: boolean) => void }

export function ColumnsMenu({ choices }: { choices: readonly Choice[] }) {
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="sm" aria-label="Choose columns">
          <Columns3 aria-hidden />
          Columns
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>Columns</MenuLabel>
        {choices.map((choice) => (
          <MenuCheckboxItem
            key={choice.id}
            checked={choice.shown}
            onCheckedChange={choice.toggle}
            onSelect={(event) => event.preventDefault()}
          >
            {choice.header}
          </MenuCheckboxItem>
        ))}
      </MenuContent>
    </Menu>
  )
}
