import { AppError } from '#server/platform/errors/app-error.ts'
import { type DocumentRefusal, DocumentRefused, fetchDocument } from './fetch-document.ts'

const LARGEST_BYTES = 200_000
const SLOWEST_MS = 10_000

/** Why metadata could not be read from its address, as the admin sees it. */
const METADATA_PROBLEMS: Record<DocumentRefusal, string> = {
  not_https: 'The metadata address must begin with https:// and hold no user name.',
  own_network: 'The metadata address leads to a machine of our own network and is not called.',
  not_found: 'The host of the metadata address cannot be found. Check its spelling.',
  no_answer: 'The metadata address does not answer. Open it in a browser to check.',
  status:
    'The metadata address does not answer with a document. Open it in a browser to check; it must need no sign-in.',
  too_large: 'The document at the metadata address is too large to be the metadata of one identity provider.',
  slow: 'The metadata address took too long to answer. Try again, or paste the metadata instead.',
}

/** @throws AppError `invalid_input` that says what the admin has to look at */
export async function fetchSamlMetadata(url: string): Promise<string> {
  try {
    return await fetchDocument({
      url,
      accept: 'application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.9',
      largestBytes: LARGEST_BYTES,
      slowestMs: SLOWEST_MS,
    })
  } catch (cause) {
    const reason = cause instanceof DocumentRefused ? cause.reason : 'no_answer'
    throw new AppError({ code: 'invalid_input', message: METADATA_PROBLEMS[reason], path: '/metadataUrl', cause })
  }
}
