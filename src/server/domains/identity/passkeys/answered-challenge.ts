import { z } from 'zod'
import { PasskeyRefused } from './passkey-refused.ts'

const clientData = z.object({ challenge: z.string().min(1).max(512) })

/** The challenge that a browser says it answers (WebAuthn §5.8.1); it decides nothing until our row of it is found. */
export function answeredChallenge(clientDataJSON: string): string {
  try {
    return clientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))).challenge
  } catch (cause) {
    throw new PasskeyRefused('client_data', cause)
  }
}
