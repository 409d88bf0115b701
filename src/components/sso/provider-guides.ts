import type { SsoOurValues, SsoProvider } from '#contracts/sso.ts'

export type OurValue =
  | 'acsUrl'
  | 'entityId'
  | 'sloUrl'
  | 'metadataUrl'
  | 'redirectUri'
  | 'postLogoutRedirectUri'
  | 'backchannelLogoutUri'
export type GuideStep = { do: string; enter?: readonly (readonly [field: string, value: OurValue])[]; note?: string }
export type GuideKey = Exclude<SsoProvider, 'other'> | 'saml' | 'oidc'
export type ProviderGuide = {
  name: string
  protocol: 'saml' | 'oidc'
  provider: SsoProvider
  /** How the provider hands out its metadata. */
  metadata: 'url' | 'file'
  metadataHint: string
  steps: readonly GuideStep[]
}

const SWITCH_ON = 'It has no effect until Single sign-out is switched on, on the page of the connection.'

const SIGN_ON = [
  ['ACS URL', 'acsUrl'],
  ['Entity ID', 'entityId'],
] as const

export const PROVIDER_GUIDES: Record<GuideKey, ProviderGuide> = {
  okta: {
    name: 'Okta',
    protocol: 'saml',
    provider: 'okta',
    metadata: 'url',
    metadataHint: 'On the Sign On tab, under Metadata details: the Metadata URL.',
    steps: [
      { do: 'In the Admin Console, open Applications, Create App Integration, and choose SAML 2.0.' },
      {
        do: 'Under Configure SAML, enter these. Keep “Use this for Recipient URL and Destination URL” on.',
        enter: [
          ['Single sign-on URL', 'acsUrl'],
          ['Audience URI (SP Entity ID)', 'entityId'],
        ],
      },
      { do: 'Choose Name ID format EmailAddress and Application username Email.' },
      {
        do: 'Add the attribute statements email (user.email), firstName (user.firstName) and lastName (user.lastName), and a group attribute statement groups with the filter Matches regex .*',
      },
      {
        do: 'For single sign-out: under Show Advanced Settings, upload the signing certificate of our metadata as the Signature Certificate, switch Enable Single Logout on, and enter these.',
        enter: [
          ['Single Logout URL', 'sloUrl'],
          ['SP Issuer', 'entityId'],
          ['Our metadata', 'metadataUrl'],
        ],
        note: SWITCH_ON,
      },
      { do: 'Finish, then give people or groups access on the Assignments tab.' },
    ],
  },
  entra: {
    name: 'Microsoft Entra ID',
    protocol: 'saml',
    provider: 'entra',
    metadata: 'url',
    metadataHint: 'In the section SAML Certificates: the App Federation Metadata Url.',
    steps: [
      {
        do: 'In the Entra admin center, open Enterprise applications, New application, Create your own application, and choose the non-gallery kind.',
      },
      {
        do: 'Open Single sign-on, choose SAML, and edit Basic SAML Configuration.',
        enter: [
          ['Identifier (Entity ID)', 'entityId'],
          ['Reply URL', 'acsUrl'],
        ],
      },
      {
        do: 'Under Attributes & Claims, add a group claim for “Groups assigned to the application”.',
        note: 'Entra leaves the groups out for people in more than 150 of them. Sending only assigned groups avoids that. Groups arrive as object ids: use those in role rules.',
      },
      {
        do: 'For single sign-out: in Basic SAML Configuration, enter this.',
        enter: [['Logout Url', 'sloUrl']],
        note: SWITCH_ON,
      },
      { do: 'Give people or groups access under Users and groups.' },
    ],
  },
  google: {
    name: 'Google Workspace',
    protocol: 'saml',
    provider: 'google',
    metadata: 'file',
    metadataHint: 'Google offers a file: Download metadata, on the page Google Identity Provider details.',
    steps: [
      { do: 'In the Admin console, open Apps, Web and mobile apps, Add app, Add custom SAML app.' },
      { do: 'On Google Identity Provider details, choose Download metadata and go on.' },
      {
        do: 'On Service provider details, enter these, and choose Name ID format EMAIL and Name ID Basic Information > Primary email.',
        enter: SIGN_ON,
      },
      {
        do: 'Map Primary email to email, First name to firstName and Last name to lastName. Under Group membership, choose the groups to send and enter groups as the app attribute.',
      },
      { do: 'Switch the app ON for the people who should have it, under User access.' },
    ],
  },
  jumpcloud: {
    name: 'JumpCloud',
    protocol: 'saml',
    provider: 'jumpcloud',
    metadata: 'url',
    metadataHint: 'On the SSO tab: Copy Metadata URL, or Export Metadata for a file.',
    steps: [
      {
        do: 'In the Admin Portal, open SSO Applications, Add New Application, Custom Application, and choose SSO with SAML.',
      },
      {
        do: 'On the SSO tab, enter these, and an IdP Entity ID of your own that no other application uses.',
        enter: [
          ['SP Entity ID', 'entityId'],
          ['ACS URL', 'acsUrl'],
        ],
      },
      { do: 'Choose SAMLSubject NameID email, the emailAddress format, RSA-SHA256, and sign the assertion.' },
      {
        do: 'Add the attributes email, firstName (firstname) and lastName (lastname), and include the group attribute as groups.',
      },
      { do: 'Give groups access on the User Groups tab, and activate.' },
    ],
  },
  onelogin: {
    name: 'OneLogin',
    protocol: 'saml',
    provider: 'onelogin',
    metadata: 'url',
    metadataHint: 'On the SSO tab: the Issuer URL is where the metadata is.',
    steps: [
      { do: 'In Administration, open Applications, Add App, and choose SAML Custom Connector (Advanced).' },
      {
        do: 'On the Configuration tab, enter these. The ACS URL goes into Recipient, ACS (Consumer) URL and, as it is, ACS URL Validator.',
        enter: [
          ['Audience (EntityID)', 'entityId'],
          ['ACS (Consumer) URL', 'acsUrl'],
        ],
      },
      { do: 'Choose SAML nameID format Email, and on the SSO tab the signature algorithm SHA-256.' },
      {
        do: 'On the Parameters tab, add email, firstName, lastName and groups (User Roles, several values), each included in the assertion.',
      },
      {
        do: 'For single sign-out: on the Configuration tab, enter this.',
        enter: [['Single Logout URL', 'sloUrl']],
        note: SWITCH_ON,
      },
      { do: 'Give people access under Users or Access.' },
    ],
  },
  keycloak: {
    name: 'Keycloak',
    protocol: 'saml',
    provider: 'keycloak',
    metadata: 'url',
    metadataHint: 'https://your-host/realms/your-realm/protocol/saml/descriptor',
    steps: [
      {
        do: 'In your realm, open Clients, Create client, and choose the type SAML.',
        enter: [
          ['Client ID', 'entityId'],
          ['Master SAML Processing URL', 'acsUrl'],
          ['Valid redirect URIs', 'acsUrl'],
        ],
      },
      { do: 'Choose Name ID format email, force the POST binding, and switch Sign assertions on with RSA_SHA256.' },
      {
        do: 'On the Keys tab, switch Client signature required off, or import the signing certificate of our metadata and leave it on.',
        enter: [['Our metadata', 'metadataUrl']],
      },
      {
        do: 'For single sign-out: under Advanced, enter this for both bindings, and switch Front channel logout on under Settings.',
        enter: [
          ['Logout Service POST Binding URL', 'sloUrl'],
          ['Logout Service Redirect Binding URL', 'sloUrl'],
        ],
        note: SWITCH_ON,
      },
      {
        do: 'Under Client scopes, in the dedicated scope, add mappers for email, firstName, lastName, and a Group list named groups with Single Group Attribute on.',
      },
    ],
  },
  saml: {
    name: 'Another SAML 2.0 provider',
    protocol: 'saml',
    provider: 'other',
    metadata: 'url',
    metadataHint: 'Providers often call it federation metadata or IdP metadata.',
    steps: [
      {
        do: 'Add an application for SAML 2.0. Where the provider can read metadata, give it ours; else enter the values.',
        enter: [['Our metadata', 'metadataUrl'], ...SIGN_ON],
      },
      {
        do: 'Have it send the e-mail address as the Name ID, sign the assertion or the response with RSA and SHA-256 or better, and answer over HTTP-POST.',
      },
      { do: 'Have it send the attributes email, firstName, lastName and groups. Other names can be mapped here.' },
      {
        do: 'For single sign-out, where the provider offers it: enter this for HTTP-Redirect or HTTP-POST, give it the signing certificate of our metadata, and have it sign its messages with RSA and SHA-256 or better.',
        enter: [['Single logout URL', 'sloUrl']],
        note: SWITCH_ON,
      },
    ],
  },
  oidc: {
    name: 'Another OpenID Connect provider',
    protocol: 'oidc',
    provider: 'other',
    metadata: 'url',
    metadataHint: 'Ends in /.well-known/openid-configuration.',
    steps: [
      {
        do: 'Register a confidential web application for the authorization code flow with PKCE.',
        enter: [['Redirect URI', 'redirectUri']],
      },
      { do: 'Allow the scopes openid, email and profile.' },
      {
        do: 'For roles by group, have it put the groups into the ID token or the user info, as the claim groups.',
        note: 'Other names can be mapped here, nested ones with a full stop, such as realm_access.roles.',
      },
      {
        do: 'For single sign-out, where the provider offers it: register these, and ask for the sid claim in ID tokens and logout tokens.',
        enter: [
          ['Post-logout redirect URI', 'postLogoutRedirectUri'],
          ['Back-channel logout URI', 'backchannelLogoutUri'],
        ],
        note: SWITCH_ON,
      },
      { do: 'Make a client secret; you enter it below.' },
    ],
  },
}

export const GUIDE_KEYS = Object.keys(PROVIDER_GUIDES) as GuideKey[]

export function ourValue(values: SsoOurValues, which: OurValue): string {
  return which in values.saml
    ? values.saml[which as keyof SsoOurValues['saml']]
    : values.oidc[which as keyof SsoOurValues['oidc']]
}

/** The guide that a connection was made with, or would be. */
export function guideOf(connection: { provider: SsoProvider; protocol: 'saml' | 'oidc' }): ProviderGuide {
  if (connection.provider === 'other' || connection.protocol === 'oidc') return PROVIDER_GUIDES[connection.protocol]
  return PROVIDER_GUIDES[connection.provider]
}
