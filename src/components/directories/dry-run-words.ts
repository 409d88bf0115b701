import type { DryRunOutcome } from '#contracts/dry-run.ts'

export const OUTCOME_WORDS: Record<DryRunOutcome, string> = {
  lose: 'Would lose access',
  gain: 'Would gain access',
  change: 'Would have other roles',
  keep: 'Would keep access',
  none: 'Without access, as now',
}

/** How to make each provider send everything once more, as its own console calls it. */
const FRESH_CYCLE: Record<string, { name: string; steps: string }> = {
  okta: {
    name: 'Okta',
    steps:
      'Open the application in the Okta Admin Console. Under Provisioning, To App, choose Force Sync; under Assignments, remove and assign again whoever is not sent; under Push Groups, choose Push now for each group.',
  },
  entra: {
    name: 'Microsoft Entra ID',
    steps:
      'Open the enterprise application, Provisioning, and choose Restart provisioning. That clears what Entra remembers of the old ids and begins an initial cycle.',
  },
  google: {
    name: 'Google Workspace',
    steps:
      'Open Apps, Web and mobile apps, the application, Autoprovisioning. Turn it off, delete what it remembers, and turn it on again.',
  },
  jumpcloud: {
    name: 'JumpCloud',
    steps:
      'Open the application, Identity Management, and deactivate and activate the connection. Then take the user groups off the application and put them back.',
  },
  onelogin: {
    name: 'OneLogin',
    steps: 'Open the application, Provisioning, and disable and enable it. Then choose More actions, Sync logins.',
  },
  pingone: {
    name: 'PingOne',
    steps: 'Open Integrations, Provisioning, turn the rule off and on again, and choose Sync all.',
  },
}

const NAMED_APART = ['google', 'jumpcloud', 'onelogin', 'pingone']

/** For a provider by its name; for any other, those that may stand behind it. */
export function freshCycleOf(provider: string): { name: string; steps: string }[] {
  const own = FRESH_CYCLE[provider]
  if (own) return [own]
  const others = NAMED_APART.flatMap((name) => FRESH_CYCLE[name] ?? [])
  return [
    ...others,
    {
      name: 'Any other',
      steps: 'Unassign and assign again everybody and every group, or start a full synchronisation.',
    },
  ]
}
