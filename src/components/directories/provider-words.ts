import type { DirectorySummary } from '#contracts/directories.ts'

export const PROVIDER_WORDS: Record<DirectorySummary['provider'], string> = {
  okta: 'Okta',
  entra: 'Microsoft Entra ID',
  google: 'Google Workspace',
  jumpcloud: 'JumpCloud',
  onelogin: 'OneLogin',
  pingone: 'PingOne',
  other: 'Other SCIM 2.0 client',
}
