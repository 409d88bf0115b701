import { type CallRefusal, CallRefused, callOutside } from './call-outside.ts'

export type DocumentRefusal = CallRefusal | 'status'

/** Why an address could not be read; the words for it are the caller's. */
export class DocumentRefused extends Error {
  readonly reason: DocumentRefusal
  constructor(reason: DocumentRefusal, cause?: unknown) {
    super(`document refused: ${reason}`, { cause })
    this.reason = reason
  }
}

type FetchDocumentInput = { url: string; accept: string; largestBytes: number; slowestMs: number }

/**
 * Reads a document that somebody else's server publishes, as call-outside.ts calls it.
 * @throws DocumentRefused
 */
export async function fetchDocument({ url, accept, ...bounds }: FetchDocumentInput): Promise<string> {
  let answer: Awaited<ReturnType<typeof callOutside>>
  try {
    answer = await callOutside({ url, method: 'GET', headers: { accept }, ...bounds })
  } catch (error) {
    throw new DocumentRefused(error instanceof CallRefused ? error.reason : 'no_answer', error)
  }
  if (answer.status !== 200) throw new DocumentRefused('status')
  return answer.body
}
