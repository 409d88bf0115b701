import { escapeHtml } from '#server/domains/notifications/index.ts'

export type InvitationFacts = {
  name: string
  tenantName: string
  roleName: string
  link: string
  expiresAt: Date
  accessEndsAt: Date | null
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** As text and as HTML that loads nothing. */
export function invitationMail(facts: InvitationFacts): { subject: string; text: string; html: string } {
  const subject = `You are invited to ${facts.tenantName} in Gatehouse`
  const lines = [
    `Hello ${facts.name},`,
    `${facts.tenantName} invites you to its Gatehouse console as ${facts.roleName}.`,
    `The link works once, until ${day.format(facts.expiresAt)}. You set up a passkey with it; there is no password.`,
    ...(facts.accessEndsAt ? [`Your access ends on ${day.format(facts.accessEndsAt)}.`] : []),
  ]
  const why = 'If you did not expect this, leave it: nothing happens without the link.'
  const text = [...lines, '', facts.link, '', why, ''].join('\n')
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#1c1c1e;max-width:36em;margin:24px auto;padding:0 16px">
${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
<p><a href="${escapeHtml(facts.link)}">Set up your passkey</a></p>
<p style="color:#6b6b70;font-size:13px">${escapeHtml(why)}</p>
</body></html>
`
  return { subject, text, html }
}
