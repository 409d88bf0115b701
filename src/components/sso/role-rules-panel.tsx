'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useMay } from '#components/layout/me-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { FormError } from '#components/ui/form-error.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { ReceivedProfile } from '#contracts/received-profile.ts'
import { matchingRules } from '#contracts/role-rules.ts'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { useTRPC } from '#trpc/client.tsx'
import { type DraftRule, draftOf, newDraft, RoleRuleRow, ruleOf } from './role-rule-row.tsx'

type Props = { connection: SsoConnectionDetails; profile: ReceivedProfile | null }

export function RoleRulesPanel({ connection, profile }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayManage = useMay('sso-connection:manage')
  const mayReadRoles = useMay('role:read')
  const [drafts, setDrafts] = useState<DraftRule[]>(() => connection.roleRules.map(draftOf))
  const roles = useQuery(trpc.roles.list.queryOptions(undefined, { enabled: mayReadRoles }))
  const offered = (roles.data?.items ?? []).filter((role) => role.key !== 'owner')
  const save = useMutation(
    trpc.sso.setRoleRules.mutationOptions({
      onSuccess: async ({ rules }) => {
        setDrafts(rules.map(draftOf))
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: trpc.sso.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.members.pathKey() }),
          queryClient.invalidateQueries({ queryKey: trpc.roles.pathKey() }),
        ])
        notify('The rules are saved. They count from each person’s next sign-in.')
      },
    }),
  )
  const change = (key: string, patch: Partial<DraftRule>) =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...patch } : draft)))
  const move = (index: number, by: number) => {
    const next = [...drafts]
    const [moved] = next.splice(index, 1)
    if (moved) next.splice(index + by, 0, moved)
    setDrafts(next)
  }
  const matched = profile
    ? new Set(
        matchingRules(
          drafts.map((draft) => ({ ...ruleOf(draft), key: draft.key })),
          profile,
          connection.attributeMapping,
        ).map((rule) => rule.key),
      )
    : null
  const nameOf = (key: string) => offered.find((role) => role.key === key)?.name ?? key
  const given = matched
    ? [...new Set(drafts.filter((draft) => matched.has(draft.key)).map((draft) => nameOf(draft.roleKey)))]
    : []
  const unsaved = JSON.stringify(drafts.map(ruleOf)) !== JSON.stringify(connection.roleRules.map(draftOf).map(ruleOf))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ connectionId: connection.id, rules: drafts.map(ruleOf) })
  }
  return (
    <Panel
      title="Roles"
      description="Read from the top at every sign-in; the first that matches is the last that is read, unless it goes on. What a sign-in does not give any more is gone with it. Owner is never given by a claim: make a person an Owner under Members."
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        {drafts.length === 0 ? (
          <p className="text-muted">
            No rule yet, so this connection gives nobody a role. Roles that people hold directly or through a
            directory’s groups are not touched.
          </p>
        ) : (
          <ol className="flex flex-col gap-2">
            {drafts.map((draft, index) => (
              <RoleRuleRow
                key={draft.key}
                draft={draft}
                position={index + 1}
                roles={offered}
                matched={matched === null ? null : matched.has(draft.key)}
                disabled={!mayManage}
                onChange={(patch) => change(draft.key, patch)}
                onUp={index > 0 ? () => move(index, -1) : undefined}
                onDown={index < drafts.length - 1 ? () => move(index, 1) : undefined}
                onRemove={() => setDrafts(drafts.filter((one) => one.key !== draft.key))}
              />
            ))}
          </ol>
        )}
        {matched ? (
          <p role="status" className="rounded-md bg-sunken px-3 py-2 text-sm">
            This profile gets {given.length === 0 ? 'no role' : given.join(', ')} from these rules.
          </p>
        ) : null}
        <FormError error={save.error} />
        {mayManage ? (
          <div className="flex flex-wrap justify-between gap-2">
            <Button onClick={() => setDrafts([...drafts, newDraft()])}>
              <Plus aria-hidden />
              Add rule
            </Button>
            <Button
              type="submit"
              variant={unsaved ? 'primary' : 'secondary'}
              pending={save.isPending}
              disabled={!unsaved}
            >
              Save rules
            </Button>
          </div>
        ) : null}
      </form>
    </Panel>
  )
}
