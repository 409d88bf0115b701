import { createTransport, type Transporter, type TransportOptions } from 'nodemailer'
import { env } from '#server/platform/env.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { perProcess } from '#server/platform/per-process.ts'

export type Mail = {
  /** Stable across repetitions of the same mail, so that a mail program shows it once. */
  id: string
  to: { name: string; address: string }[]
  subject: string
  text: string
  html: string
}

function transport(): Transporter {
  return perProcess('mail-transport', () =>
    createTransport({
      url: env().SMTP_URL,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      // Mail is made of our own strings; none of them may name a file or an address to read.
      disableFileAccess: true,
      disableUrlAccess: true,
    } as TransportOptions),
  )
}

/**
 * Hands one mail to the SMTP server; answers how many recipients it took.
 * @throws AppError `unavailable` without the server's words, because they quote addresses.
 */
export async function sendMail(mail: Mail): Promise<number> {
  const { MAIL_FROM, GATEHOUSE_URL } = env()
  try {
    const sent = await transport().sendMail({
      from: MAIL_FROM,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: `<${mail.id}@${new URL(GATEHOUSE_URL).hostname}>`,
      // RFC 3834 section 5: no vacation notices in return.
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    return sent.accepted?.length ?? 0
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number }
    throw new AppError({
      code: 'unavailable',
      message: 'The mail could not be handed over. Check SMTP_URL and the mail server.',
      detail: `smtp ${code ?? 'error'} ${responseCode ?? ''}`.trim(),
    })
  }
}
