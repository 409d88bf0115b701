import type { REHEARSAL_OUTCOMES, RehearsedGroup, RehearsedPerson, RehearsedProvider } from '#contracts/rehearsals.ts'

export const REHEARSED_PROVIDER_WORDS: Record<RehearsedProvider, string> = {
  okta: 'Okta, from its catalogue',
  'okta-wizard': 'Okta, made in the app wizard',
  entra: 'Microsoft Entra ID',
  'entra-aadoptscim': 'Microsoft Entra ID with aadOptscim062020',
  google: 'Google Workspace',
  pingone: 'PingOne',
}

export const OUTCOME_WORDS: Record<(typeof REHEARSAL_OUTCOMES)[number], string> = {
  loses: 'Would lose access',
  gains: 'Would gain access',
  keeps: 'Would keep access',
}

export const WHAT_WORDS: Record<RehearsedPerson['what'][number], string> = {
  made: 'New',
  adopted: 'Taken over',
  enabled: 'Enabled',
  disabled: 'Disabled',
  deleted: 'Deleted',
}

export const GROUP_WORDS: Record<RehearsedGroup['what'], string> = {
  made: 'New',
  deleted: 'Deleted',
  emptied: 'Emptied',
  changed: 'Changed',
}
