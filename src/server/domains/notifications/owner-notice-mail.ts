import { escapeHtml } from './escape-html.ts'
import type { OwnerNotice } from './notify-owners.ts'

export type OwnerNoticeFacts = {
  notice: OwnerNotice['notice']
  /** Name of the key, connection or directory. */
  targetName: string
  actorName: string
  occurredAt: Date
  tenant: { slug: string; name: string }
  /** Address of the console, without a trailing slash. */
  gatehouseUrl: string
}

/** `undo` for what somebody did; `advice` for what happened by itself. */
type Wording = { what: string; means: string; area: string; areaName: string } & ({ undo: string } | { advice: string })

const WORDINGS: Record<OwnerNotice['notice'], Wording> = {
  'api-key.create': {
    what: 'An API key was created',
    means: 'Whoever holds the key can act as this organisation within its permissions.',
    area: 'keys',
    areaName: 'API keys',
    undo: 'revoke the key',
  },
  'scim-token.create': {
    what: 'A SCIM token was created',
    means: 'Whoever holds the token can create, change and disable people of this directory.',
    area: 'directories',
    areaName: 'Directories',
    undo: 'revoke the token',
  },
  'scim-token.expiring': {
    what: 'A SCIM token is about to end',
    means: 'Once it has ended, changes at the identity provider no longer arrive: leavers would keep their access.',
    area: 'directories',
    areaName: 'Directories',
    advice:
      'Open the directory and rotate the token. The old one goes on working while you enter the new one at the identity provider.',
  },
  'sso-connection.create': {
    what: 'A single sign-on connection was added',
    means: 'People can now sign in to this organisation through it.',
    area: 'sso',
    areaName: 'Single sign-on',
    undo: 'remove the connection',
  },
  'break-glass.enter': {
    what: 'Emergency access was used',
    means:
      'An Owner came in past the identity provider with a hardware passkey. The access ends within an hour, and waits until another Owner or Admin signs it off.',
    area: 'emergency',
    areaName: 'Emergency access',
    undo: 'end the session under Sessions and look at the reason',
  },
  'directory-removals.pause': {
    what: 'Disabling and removing by a directory is paused',
    means:
      'It disabled or removed more people at once than its guard rail lets pass. Further ones are held back and keep their access until somebody decides; everything else goes on.',
    area: 'directories',
    areaName: 'Directories',
    advice:
      'Open the directory to see who was held back. Let them pass if they are to leave; otherwise keep them out and mend the scope at the identity provider.',
  },
  'directory.live': {
    what: 'A directory has gone live',
    means:
      'Its dry run is over: from now on what its identity provider sends creates, updates, disables and deletes people of this organisation.',
    area: 'directories',
    areaName: 'Directories',
    undo: 'revoke the tokens of the directory',
  },
  'webhook.create': {
    what: 'A webhook was added',
    means: 'What happens to people and groups of this organisation is sent to its address from now on.',
    area: 'webhooks',
    areaName: 'Webhooks',
    undo: 'delete the webhook',
  },
  'webhook.pause': {
    what: 'A webhook was paused',
    means: 'Its address has taken nothing for a day. What happens meanwhile waits for up to 30 days.',
    area: 'webhooks',
    areaName: 'Webhooks',
    advice: 'Look at the delivery log for what the address answers, send a test event, and let the webhook go on.',
  },
  'webhook.gone': {
    what: 'A webhook was disabled',
    means: 'Its address answered that it is gone (410), so nothing is sent or kept for it any more.',
    area: 'webhooks',
    areaName: 'Webhooks',
    advice: 'Delete the webhook if the address is not to come back; otherwise enable it again.',
  },
  'sso-connection.delete': {
    what: 'A single sign-on connection was removed',
    means: 'Nobody can sign in through it any more. Sessions that were open stay open until they end.',
    area: 'sso',
    areaName: 'Single sign-on',
    undo: 'add the connection again',
  },
  'sso-connection.update': {
    what: 'A single sign-on connection was changed',
    means: 'How people sign in through it, or the roles that it gives them, may be different now.',
    area: 'sso',
    areaName: 'Single sign-on',
    undo: 'look at the connection',
  },
  'sso-connection.vouch': {
    what: 'A single sign-on connection may now vouch for Owners',
    means:
      'An Owner who has never signed in can be signed in for the first time through it. Whoever runs that identity provider decides who that is.',
    area: 'sso',
    areaName: 'Single sign-on',
    undo: 'switch it off on the page of the connection',
  },
  'sso-connection.unvouch': {
    what: 'A single sign-on connection no longer vouches for Owners',
    means: 'An Owner cannot sign in through it for the first time any more. Owners who have done so before still can.',
    area: 'sso',
    areaName: 'Single sign-on',
    undo: 'switch it on again on the page of the connection',
  },
  'sso-certificate.expiring': {
    what: 'A signing certificate is about to end',
    means: 'Once it has ended and no new one is known here, nobody can sign in through the connection.',
    area: 'sso',
    areaName: 'Single sign-on',
    advice:
      'Renew the certificate at your identity provider. A connection added by metadata URL takes the new one by itself within a day; otherwise enter the new metadata under Single sign-on.',
  },
  'sso-metadata.failing': {
    what: 'The metadata of a connection can no longer be read',
    means: 'Sign-in goes on with what is known. A new certificate of the identity provider would go unnoticed.',
    area: 'sso',
    areaName: 'Single sign-on',
    advice: 'Open the connection under Single sign-on to see what is wrong with its metadata URL.',
  },
  'sso-policy.update': {
    what: 'The rules for signing in were changed',
    means: 'Who can sign in, and in which way, may be different now.',
    area: 'sso/enforcement',
    areaName: 'Enforcement',
    undo: 'change the rules back',
  },
  'sso-domain.verify': {
    what: 'An e-mail domain was verified',
    means: 'People who enter an address of this domain are now sent to this organisation to sign in.',
    area: 'sso/domains',
    areaName: 'Domains',
    undo: 'remove the domain',
  },
  'sso-domain.missing': {
    what: 'The DNS record of a verified domain is missing',
    means:
      'The domain stays verified for seven days. Unless the record returns, its people are then no longer found by their address.',
    area: 'sso/domains',
    areaName: 'Domains',
    advice: 'Put the TXT record back in DNS, or remove the domain if it is no longer yours.',
  },
  'sso-domain.lost': {
    what: 'An e-mail domain is no longer verified',
    means:
      'Its DNS record is gone, so people are no longer found by an address of this domain. They can still sign in by the short name.',
    area: 'sso/domains',
    areaName: 'Domains',
    advice: 'If the domain is yours, put the TXT record back in DNS and check the domain again.',
  },
}

const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

/** Who, what, when and where to look; as text and as HTML that loads nothing. */
export function ownerNoticeMail(facts: OwnerNoticeFacts): { subject: string; text: string; html: string } {
  const wording = WORDINGS[facts.notice]
  const { what, means, area, areaName } = wording
  const tenantUrl = `${facts.gatehouseUrl}/t/${facts.tenant.slug}`
  const rows: [label: string, value: string][] = [
    ['What', `${what}: ${facts.targetName}`],
    ['Who', facts.actorName],
    ['When', `${clock.format(facts.occurredAt)} UTC`],
    ['Organisation', facts.tenant.name],
  ]
  const links: [label: string, url: string][] = [
    [areaName, `${tenantUrl}/${area}`],
    ['Audit log', `${tenantUrl}/audit`],
  ]
  const advice =
    'advice' in wording
      ? wording.advice
      : `If you did not expect this, ${wording.undo} under ${areaName} and look at the audit log to see what else happened.`
  const why = `You get this because you are an ${facts.notice === 'break-glass.enter' ? 'Owner or Admin' : 'Owner'} of ${facts.tenant.name}.`

  const text = [
    `${what} in ${facts.tenant.name}.`,
    '',
    ...rows.map(([label, value]) => `${`${label}:`.padEnd(14)}${value}`),
    '',
    means,
    advice,
    '',
    ...links.map(([label, url]) => `${`${label}:`.padEnd(16)}${url}`),
    '',
    why,
    '',
  ].join('\n')

  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(what)}</title></head>
<body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#1c1c1e;max-width:36em;margin:24px auto;padding:0 16px">
<h1 style="font-size:18px;font-weight:600">${escapeHtml(`${what} in ${facts.tenant.name}`)}</h1>
<table style="border-collapse:collapse">${rows
    .map(
      ([label, value]) =>
        `<tr><th scope="row" style="text-align:left;font-weight:400;color:#6b6b70;padding:2px 16px 2px 0;vertical-align:top">${escapeHtml(label)}</th><td style="padding:2px 0">${escapeHtml(value)}</td></tr>`,
    )
    .join('')}</table>
<p>${escapeHtml(means)} ${escapeHtml(advice)}</p>
<p>${links.map(([label, url]) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`).join(' · ')}</p>
<p style="color:#6b6b70;font-size:13px">${escapeHtml(why)}</p>
</body></html>
`
  return { subject: `${what} in ${facts.tenant.name}`, text, html }
}
