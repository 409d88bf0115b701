import { AppError } from '#server/platform/errors/app-error.ts'
import { SCIM_TYPE } from '../scim-error.ts'
import type { ScimContext } from './enter.ts'

const MAX_BYTES = 1024 * 1024
const ACCEPTED = [SCIM_TYPE, 'application/json']

/** @throws AppError `unsupported_media_type`, `payload_too_large`, `invalid_syntax` */
export async function readScimBody(c: ScimContext): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!ACCEPTED.includes(type)) {
    throw new AppError({ code: 'unsupported_media_type', message: `Send the body as ${ACCEPTED.join(' or ')}.` })
  }
  if (Number(c.req.header('content-length') ?? 0) > MAX_BYTES) throw tooLarge()
  const bytes = await c.req.arrayBuffer()
  if (bytes.byteLength > MAX_BYTES) throw tooLarge()
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return JSON.parse(text)
  } catch (error) {
    throw new AppError({ code: 'invalid_syntax', message: 'The body is not valid JSON in UTF-8.', cause: error })
  }
}

function tooLarge(): AppError {
  return new AppError({
    code: 'payload_too_large',
    message: `A request body has at most ${MAX_BYTES} bytes. Send the changes in smaller parts.`,
  })
}
