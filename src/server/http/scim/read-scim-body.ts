import { MAX_PAYLOAD_BYTES } from '#server/domains/directory/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { SCIM_TYPE } from '../scim-error.ts'
import type { ScimContext } from './enter.ts'
import { invalidBody } from './invalid-body.ts'
import { parseStrictJson } from './strict-json.ts'

const ACCEPTED = [SCIM_TYPE, 'application/json']

/** @throws AppError `unsupported_media_type`, `payload_too_large`, `invalid_syntax` */
export async function readScimBody(c: ScimContext): Promise<unknown> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!ACCEPTED.includes(type)) {
    throw new AppError({ code: 'unsupported_media_type', message: `Send the body as ${ACCEPTED.join(' or ')}.` })
  }
  if (Number(c.req.header('content-length') ?? 0) > MAX_PAYLOAD_BYTES) throw tooLarge()
  const bytes = await c.req.arrayBuffer()
  const observer = c.env?.exchange?.scim
  if (observer) observer.requestBytes = bytes.byteLength
  if (bytes.byteLength > MAX_PAYLOAD_BYTES) throw tooLarge()
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw invalidBody('The body is not valid JSON in UTF-8.', cause)
  }
  const body = parseStrictJson(text)
  if (observer) observer.requestBody = body
  return body
}

/** RFC 7644 section 3.7.4 names the limit in the words of ServiceProviderConfig. */
function tooLarge(): AppError {
  return new AppError({
    code: 'payload_too_large',
    message: `A request body has at most ${MAX_PAYLOAD_BYTES} bytes (maxPayloadSize). Send the changes in smaller parts.`,
  })
}
