import { expect, it } from 'vitest'
import { type OwnerNoticeFacts, ownerNoticeMail } from './owner-notice-mail.ts'

const facts: OwnerNoticeFacts = {
  notice: 'api-key.create',
  targetName: 'Nightly export',
  actorName: 'Ada Okafor (ada.okafor@acme.example)',
  occurredAt: new Date('2026-03-04T16:05:09Z'),
  tenant: { slug: 'acme', name: 'Acme' },
  gatehouseUrl: 'https://gate.example',
}

it('says who, what, when and where to look', () => {
  const { subject, text } = ownerNoticeMail(facts)
  expect(subject).toBe('An API key was created in Acme')
  expect(text).toContain('What:         An API key was created: Nightly export')
  expect(text).toContain('Who:          Ada Okafor (ada.okafor@acme.example)')
  expect(text).toContain('When:         4 March 2026 at 16:05 UTC')
  expect(text).toContain('https://gate.example/t/acme/keys')
  expect(text).toContain('https://gate.example/t/acme/audit')
  expect(text).toContain('If you did not expect this, revoke the key')
})

it.each(['api-key.create', 'scim-token.create', 'sso-connection.create', 'sso-connection.delete'] as const)(
  'writes %s in HTML that loads nothing',
  (notice) => {
    const { html, text } = ownerNoticeMail({ ...facts, notice })
    expect(html).not.toMatch(/<(img|link|script|iframe|style)\b|url\(|src=/i)
    for (const address of text.match(/https:\S+/g) ?? []) expect(html).toContain(`href="${address}"`)
  },
)

it('shows names as text, whatever they hold', () => {
  const { html } = ownerNoticeMail({ ...facts, targetName: `<script>alert("x")</script>`, actorName: `O'Neil & "Co"` })
  expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;')
  expect(html).toContain('O&#39;Neil &amp; &quot;Co&quot;')
})
