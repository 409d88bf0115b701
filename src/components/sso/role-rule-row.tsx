'use client'

import { ArrowDown, ArrowUp, Check, X } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Checkbox, Input, Select } from '#components/ui/input.tsx'
import { GROUPS_CLAIM, ROLE_RULE_OPERATORS, type RoleRule, type RoleRuleInput } from '#contracts/role-rules.ts'

export type DraftRule = Omit<RoleRuleInput, 'expected'> & { key: string; expected: string }

const OPERATOR_WORDS: Record<RoleRule['operator'], string> = {
  equals: 'is',
  contains: 'contains',
  'any-of': 'is any of',
}

let made = 0

export function newDraft(): DraftRule {
  made += 1
  return { key: `new-${made}`, claim: GROUPS_CLAIM, operator: 'equals', expected: '', roleKey: '', goesOn: true }
}

export function draftOf({ roleName: _, ...rule }: RoleRule): DraftRule {
  return { ...rule, key: rule.id, expected: rule.expected.join(', ') }
}

/** Several values are parted by commas, where several are looked for. */
export function ruleOf({ key: _, ...draft }: DraftRule): RoleRuleInput {
  const expected =
    draft.operator === 'any-of'
      ? draft.expected
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : [draft.expected.trim()]
  return { ...draft, expected }
}

type RoleRuleRowProps = {
  draft: DraftRule
  position: number
  roles: readonly { key: string; name: string }[]
  /** Against the profile that is previewed; null without one. */
  matched: boolean | null
  disabled: boolean
  onChange: (patch: Partial<DraftRule>) => void
  onUp: (() => void) | undefined
  onDown: (() => void) | undefined
  onRemove: () => void
}

export function RoleRuleRow(props: RoleRuleRowProps) {
  const { draft, position, roles, matched, disabled, onChange, onUp, onDown, onRemove } = props
  const label = (what: string) => `Rule ${position}: ${what}`
  // A role that may not be listed to this reader still has to be shown.
  const shown =
    roles.some((role) => role.key === draft.roleKey) || draft.roleKey === ''
      ? roles
      : [...roles, { key: draft.roleKey, name: draft.roleKey }]
  return (
    <li className="rounded-md border px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <span className="w-6 text-muted text-sm tabular">{position}.</span>
        <Input
          aria-label={label('claim')}
          value={draft.claim}
          onChange={(event) => onChange({ claim: event.target.value })}
          required
          maxLength={512}
          disabled={disabled}
          className="min-w-28 flex-1 basis-28 font-mono text-xs"
        />
        <Select
          aria-label={label('how it is compared')}
          value={draft.operator}
          onChange={(event) => onChange({ operator: event.target.value as RoleRule['operator'] })}
          disabled={disabled}
          className="w-28"
        >
          {ROLE_RULE_OPERATORS.map((operator) => (
            <option key={operator} value={operator}>
              {OPERATOR_WORDS[operator]}
            </option>
          ))}
        </Select>
        <Input
          aria-label={label('value')}
          value={draft.expected}
          onChange={(event) => onChange({ expected: event.target.value })}
          required
          placeholder={draft.operator === 'any-of' ? 'Engineers, Designers' : 'Engineers'}
          disabled={disabled}
          className="min-w-36 flex-[2] basis-36"
        />
        <span className="text-muted text-sm">gives</span>
        <Select
          aria-label={label('role')}
          value={draft.roleKey}
          onChange={(event) => onChange({ roleKey: event.target.value })}
          required
          disabled={disabled}
          className="w-40"
        >
          <option value="" disabled>
            Choose a role
          </option>
          {shown.map((role) => (
            <option key={role.key} value={role.key}>
              {role.name}
            </option>
          ))}
        </Select>
      </div>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2 sm:pl-8">
        <span className="flex flex-wrap items-center gap-3">
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside */}
          <label className="flex items-center gap-2 text-sm">
            <Checkbox
              checked={draft.goesOn}
              onChange={(event) => onChange({ goesOn: event.target.checked })}
              disabled={disabled}
            />
            Go on to the rules below
          </label>
          {matched === null ? null : matched ? (
            <Badge tone="verified">
              <Check aria-hidden />
              Matches
            </Badge>
          ) : (
            <Badge tone="outline">Not applied</Badge>
          )}
        </span>
        {disabled ? null : (
          <span className="flex gap-1">
            <Button variant="ghost" size="icon-sm" aria-label={label('move up')} disabled={!onUp} onClick={onUp}>
              <ArrowUp aria-hidden />
            </Button>
            <Button variant="ghost" size="icon-sm" aria-label={label('move down')} disabled={!onDown} onClick={onDown}>
              <ArrowDown aria-hidden />
            </Button>
            <Button variant="ghost" size="icon-sm" aria-label={label('remove')} onClick={onRemove}>
              <X aria-hidden />
            </Button>
          </span>
        )}
      </div>
    </li>
  )
}
