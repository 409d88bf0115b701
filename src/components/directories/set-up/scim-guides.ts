import type { DirectorySummary } from '#contracts/directories.ts'

/** What to enter, by name; see scim-values.ts. */
export type ScimValue = 'baseUrl' | 'entraUrl' | 'userName' | 'users' | 'groups' | 'token' | 'userFilter'
export type ScimStep = { do: string; enter?: readonly (readonly [field: string, value: ScimValue])[]; note?: string }
export type ScimGuide = {
  steps: readonly ScimStep[]
  /** The provider's own name of a value, and the SCIM attribute that it should come as. */
  attributes: readonly (readonly [theirs: string, scim: string])[]
  /** What the provider is known to do. */
  habits: readonly string[]
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export const SCIM_GUIDES: Record<DirectorySummary['provider'], ScimGuide> = {
  okta: {
    steps: [
      {
        do: 'In the Admin Console, open Applications and the application that people sign in with. On the General tab, edit App Settings, choose SCIM under Provisioning, and save.',
        note: 'An OpenID Connect application has no such choice. Add “SCIM 2.0 Test App (OAuth Bearer Token)” from Browse App Catalog beside it; its Provisioning tab asks for the same address and token.',
      },
      {
        do: 'On the Provisioning tab, under Integration, choose Edit and enter these.',
        enter: [
          ['SCIM connector base URL', 'baseUrl'],
          ['Unique identifier field for users', 'userName'],
          ['Authorization (HTTP Header)', 'token'],
        ],
      },
      {
        do: 'Under Supported provisioning actions, choose Push New Users, Push Profile Updates and Push Groups. Leave both Import choices off.',
      },
      { do: 'Choose Test Connector Configuration, then Save.' },
      { do: 'Under To App, choose Edit and enable Create Users, Update User Attributes and Deactivate Users.' },
      { do: 'On the Assignments tab, assign the people or groups that should have access.' },
      {
        do: 'On the Push Groups tab, push each group that shall give a role here, by name.',
        note: 'Assigning a group provisions its people; only pushing it makes the group itself known here.',
      },
    ],
    attributes: [
      ['userName', 'userName'],
      ['givenName', 'name.givenName'],
      ['familyName', 'name.familyName'],
      ['email', 'emails[primary eq true].value'],
      ['displayName', 'displayName'],
      ['title', 'title'],
      ['department', `${ENTERPRISE}:department`],
    ],
    habits: [
      'Okta never deletes a person: it sends that they are no longer active.',
      'Push group names exactly as the role mapping has them; capitals do not count.',
    ],
  },
  entra: {
    steps: [
      {
        do: 'In the Entra admin center, open Enterprise applications, your application (or New application, Create your own application, the non-gallery kind), and Provisioning. Start a new configuration, or choose the mode Automatic.',
      },
      {
        do: 'Under Admin Credentials (Connectivity), enter these and choose Test Connection.',
        enter: [
          ['Tenant URL', 'entraUrl'],
          ['Secret Token', 'token'],
        ],
        note: '?aadOptscim062020 has Entra speak SCIM as the standard has it: true and false as such, and members removed one by one. Both forms are understood here; with it, the provisioning log reads more easily.',
      },
      {
        do: 'Under Mappings (Attribute mapping), open Provision Microsoft Entra ID Users. Keep userName as the matching attribute, and map objectId to externalId in place of mailNickname.',
      },
      { do: 'Open Provision Microsoft Entra ID Groups and keep displayName, objectId to externalId, and members.' },
      { do: 'Under Settings, choose the scope “Sync only assigned users and groups”.' },
      { do: 'Under Users and groups, assign the people and the groups that shall give roles here.' },
      {
        do: 'Start provisioning.',
        note: 'A cycle comes about every 40 minutes. Provision on demand sends one person at once, to try it.',
      },
    ],
    attributes: [
      ['userPrincipalName', 'userName'],
      ['objectId', 'externalId'],
      ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', 'active'],
      ['displayName', 'displayName'],
      ['givenName', 'name.givenName'],
      ['surname', 'name.familyName'],
      ['mail', 'emails[type eq "work"].value'],
      ['jobTitle', 'title'],
      ['department', `${ENTERPRISE}:department`],
      ['employeeId', `${ENTERPRISE}:employeeNumber`],
      ['manager', `${ENTERPRISE}:manager`],
    ],
    habits: [
      'Entra disables first, and deletes up to 30 days later.',
      'Groups within an assigned group are not provisioned: assign each group itself.',
    ],
  },
  google: {
    steps: [
      {
        do: 'In the Admin console, open Apps, Web and mobile apps, and an application with the section Autoprovisioning.',
        note: 'Google shows that section for applications of its own catalogue only, and of these only some ask for an address. Where yours has none, connect the directory that Google is fed from, or manage people by hand.',
      },
      {
        do: 'Choose Configure autoprovisioning and enter these.',
        enter: [
          ['Access token', 'token'],
          ['Endpoint URL', 'baseUrl'],
        ],
      },
      { do: 'On Attribute mapping, map every attribute marked with an asterisk, as below.' },
      { do: 'On Provisioning scope, choose the groups whose people should be here, or leave it empty for everybody.' },
      {
        do: 'On Deprovisioning, choose 24 hours for “suspended on Google” and for “application turned off”.',
        note: 'Longer delays leave people with access that long after they have gone.',
      },
      { do: 'Finish, switch Autoprovisioning to Active, and switch the application ON under User access.' },
    ],
    attributes: [
      ['Username', 'userName'],
      ['First name', 'name.givenName'],
      ['Last name', 'name.familyName'],
      ['Primary email', 'emails[type eq "work"].value'],
      ['Title', 'title'],
      ['Department', `${ENTERPRISE}:department`],
    ],
    habits: [
      'Google sends people and no groups. Give roles under Members, or by rules of the sign-on connection.',
      'Google builds its list of attributes from what it reads here (Schemas), when autoprovisioning is configured.',
    ],
  },
  jumpcloud: {
    steps: [
      {
        do: 'In the Admin Portal, open SSO Applications and your application (or Add New Application, Custom Application), and choose “Export users to this app (Identity Management)”.',
      },
      {
        do: 'On the Identity Management tab, choose SCIM API and SCIM 2.0, and enter these with an e-mail address of your domain as Test User Email.',
        enter: [
          ['Base URL', 'baseUrl'],
          ['Token Key', 'token'],
        ],
      },
      { do: 'Switch “Enable management of User Groups and Group Membership” on, and choose Test Connection.' },
      {
        do: 'Choose Activate, then Save.',
        note: 'JumpCloud makes a test person and a test group, and removes both. They show in the provisioning log.',
      },
      { do: 'On the User Groups tab, choose the groups whose people should be here, and save.' },
    ],
    attributes: [
      ['email', 'userName'],
      ['firstname', 'name.givenName'],
      ['lastname', 'name.familyName'],
      ['displayname', 'displayName'],
      ['email', 'emails[type eq "work"].value'],
      ['jobTitle', 'title'],
      ['department', `${ENTERPRISE}:department`],
    ],
    habits: ['JumpCloud sends that a person is no longer active before it deletes them.'],
  },
  onelogin: {
    steps: [
      {
        do: 'In Administration, open Applications, Add App, and add “SCIM Provisioner with SAML (SCIM v2 Enterprise)”.',
      },
      {
        do: 'On the Configuration tab, enter these, keep the SCIM JSON Template, and choose Enable under API Connection.',
        enter: [
          ['SCIM Base URL', 'baseUrl'],
          ['SCIM Bearer Token', 'token'],
        ],
      },
      {
        do: 'On the Parameters tab, set SCIM Username to Email, and under Groups choose “Include in User Provisioning”.',
      },
      {
        do: 'On the Provisioning tab, choose Enable provisioning. Untick the actions that should not wait for an approval, and have deleted and suspended people suspended here.',
      },
      { do: 'On the Rules tab, set the groups that people of a OneLogin role come into (Set Groups).' },
      { do: 'On the Access tab, give the application to roles, then save.' },
    ],
    attributes: [
      ['SCIM Username', 'userName'],
      ['First Name', 'name.givenName'],
      ['Last Name', 'name.familyName'],
      ['Email', 'emails[type eq "work"].value'],
      ['Title', 'title'],
      ['Department', `${ENTERPRISE}:department`],
    ],
    habits: ['With approvals left on, nothing arrives until somebody approves it in OneLogin (Users, Provisioning).'],
  },
  pingone: {
    steps: [
      {
        do: 'Open Integrations, Provisioning, choose +, New Connection, Identity Store, and select SCIM Outbound.',
      },
      {
        do: 'On Configure authentication, choose SCIM version 2.0, the method OAuth 2 Bearer Token and the type Bearer, and enter these.',
        enter: [
          ['SCIM base URL', 'baseUrl'],
          ['Users resource', 'users'],
          ['Groups resource', 'groups'],
          ['OAuth access token', 'token'],
        ],
      },
      { do: 'Choose Test connection.' },
      {
        do: 'On Configure preferences, enter these. Allow creating, updating and disabling, and choose Disable as the remove action.',
        enter: [
          ['User filter expression', 'userFilter'],
          ['User identifier', 'userName'],
        ],
      },
      { do: 'Save, and switch the connection on.' },
      {
        do: 'Choose +, New Rule, select the connection, and set the user filter, the attribute mapping and the groups to provision. Then switch the rule on.',
      },
    ],
    attributes: [
      ['Username', 'userName'],
      ['Given Name', 'name.givenName'],
      ['Family Name', 'name.familyName'],
      ['Email Address', 'emails[type eq "work"].value'],
      ['Title', 'title'],
      ['Enabled', 'active'],
    ],
    habits: ['A rule that is changed sends everybody in its filter again; that is harmless.'],
  },
  other: {
    steps: [
      {
        do: 'In the provisioning settings of your identity provider, choose SCIM 2.0 and enter these.',
        enter: [
          ['Base URL', 'baseUrl'],
          ['Bearer token', 'token'],
          ['Unique identifier', 'userName'],
        ],
      },
      { do: 'Have it create, update and disable people, and send groups with their members.' },
      { do: 'Test the connection, then give the application to people and groups.' },
    ],
    attributes: [
      ['User name', 'userName'],
      ['Given name', 'name.givenName'],
      ['Family name', 'name.familyName'],
      ['E-mail address', 'emails[type eq "work"].value'],
      ['Job title', 'title'],
      ['Department', `${ENTERPRISE}:department`],
    ],
    habits: ['PATCH and PUT are both understood, with and without a path, and so are Bulk and cursor paging.'],
  },
}

/** What the console and sign-in make of an attribute. Everything else is kept and given back as it came. */
export const FIELDS_HERE: Record<string, string> = {
  userName: 'User name: tells people apart, whatever the capitals',
  externalId: 'External id: kept for the provider, never used to find people',
  active: 'Whether the person has access',
  displayName: 'Name',
  'name.givenName': 'Given name, and name where there is no displayName',
  'name.familyName': 'Family name, and name where there is no displayName',
  'emails[primary eq true].value': 'E-mail address',
  'emails[type eq "work"].value': 'E-mail address, where none is primary',
  title: 'Job title',
  [`${ENTERPRISE}:department`]: 'Department',
}
