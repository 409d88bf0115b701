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

type Wording = { what: string; means: string; area: string; areaName: string; undo: string }

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
  'sso-connection.create': {
    what: 'A single sign-on connection was added',
    means: 'People can now sign in to this organisation through it.',
    area: 'sso',
    areaName: 'Single sign-on',
    undo: 'remove the connection',
  },
  'sso-connection.delete': {
    what: 'A single sign-on connection was removed',
    means: 'Nobody can sign in through it any more. Sessions that were open stay open until they end.',
    area: 'sso',
    areaName: 'Single sign-on',
    undo: 'add the connection again',
  },
}

const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

/** Who, what, when and where to look; as text and as HTML that loads nothing. */
export function ownerNoticeMail(facts: OwnerNoticeFacts): { subject: string; text: string; html: string } {
  const { what, means, area, areaName, undo } = WORDINGS[facts.notice]
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
  const advice = `If you did not expect this, ${undo} under ${areaName} and look at the audit log to see what else happened.`
  const why = `You get this because you are an Owner of ${facts.tenant.name}.`

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

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}
