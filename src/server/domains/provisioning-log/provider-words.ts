import type { ProvisioningClient } from '#contracts/provisioning-log.ts'

/** Where things stand in a provider's own console, in its own words. */
export type ProviderWords = {
  name: string
  /** Where the token is entered. */
  token: string
  /** Where the address is entered. */
  address: string
  /** Where attributes are mapped. */
  mapping: string
  /** Where it is said who and what is provisioned. */
  scope: string
  /** Where groups are sent from. */
  groups: string
  /** How to make it try again. */
  retry: string
}

export const PROVIDER_WORDS: Record<ProvisioningClient, ProviderWords> = {
  okta: {
    name: 'Okta',
    token: 'Provisioning → Integration → Edit → Authorization (API Token)',
    address: 'Provisioning → Integration → SCIM connector base URL',
    mapping: 'Provisioning → To App → Attribute Mappings',
    scope: 'Assignments',
    groups: 'Push Groups',
    retry: 'open Dashboard → Tasks and choose Retry Selected',
  },
  entra: {
    name: 'Microsoft Entra ID',
    token: 'Provisioning → Admin Credentials → Secret Token',
    address: 'Provisioning → Admin Credentials → Tenant URL',
    mapping: 'Provisioning → Mappings → Attribute Mappings',
    scope: 'Users and groups, and Provisioning → Settings → Scope',
    groups: 'Provisioning → Mappings → Provision Microsoft Entra ID Groups',
    retry: 'choose Provision on demand for one person, or Restart provisioning',
  },
  google: {
    name: 'Google Workspace',
    token: 'Apps → Web and mobile apps → the app → Autoprovisioning → Authorization → Access token',
    address: 'Apps → Web and mobile apps → the app → Autoprovisioning → Endpoint URL',
    mapping: 'Autoprovisioning → Attribute mapping',
    scope: 'Autoprovisioning → Provisioning scope',
    groups: 'Autoprovisioning → Provisioning scope (groups)',
    retry: 'switch Autoprovisioning off and on again, and wait for its next run',
  },
  jumpcloud: {
    name: 'JumpCloud',
    token: 'SSO Applications → the app → Identity Management → Token Key',
    address: 'SSO Applications → the app → Identity Management → Base URL',
    mapping: 'Identity Management → Attribute Mapping',
    scope: 'User Groups of the app',
    groups: 'Identity Management → Enable management of User Groups and Group Membership',
    retry: 'take the person out of the app’s User Group and put them back',
  },
  onelogin: {
    name: 'OneLogin',
    token: 'Configuration → API Connection → SCIM Bearer Token',
    address: 'Configuration → API Connection → SCIM Base URL',
    mapping: 'Parameters, and Configuration → SCIM JSON Template',
    scope: 'Access and Rules of the app',
    groups: 'Parameters → Groups (Include in User Provisioning)',
    retry: 'open Users of the app and choose Retry for the failed one',
  },
  pingone: {
    name: 'PingOne',
    token: 'Integrations → Provisioning → Connections → the connection → Configure Authentication → Oauth Access Token',
    address: 'Integrations → Provisioning → Connections → the connection → SCIM BASE URL',
    mapping: 'Integrations → Provisioning → Rules → the rule → Attribute Mapping',
    scope: 'Integrations → Provisioning → Rules → User Filter',
    groups: 'Integrations → Provisioning → Rules → Group Provisioning',
    retry: 'open the rule’s Sync Status and start the sync again',
  },
  keycloak: {
    name: 'Keycloak',
    token: 'User Federation → SCIM provider → Token',
    address: 'User Federation → SCIM provider → SCIM 2.0 endpoint',
    mapping: 'the SCIM provider’s attribute settings',
    scope: 'the SCIM provider’s propagation settings',
    groups: 'User Federation → SCIM provider → Enable group propagation',
    retry: 'choose Sync all users',
  },
  other: {
    name: 'your identity provider',
    token: 'its provisioning settings (bearer token)',
    address: 'its provisioning settings (SCIM base URL)',
    mapping: 'its attribute mapping',
    scope: 'what it provisions to this application',
    groups: 'its group provisioning',
    retry: 'start its provisioning again for this person or group',
  },
}
