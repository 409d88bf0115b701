import { type LeaverReceipt, leaverReceiptFileSchema } from '#contracts/leavers.ts'
import { canonicalize, leafHash, parseStrict, verifyInclusion } from '#server/domains/audit/index.ts'
import { verifyNote } from '#server/domains/keys/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { receiptText } from './receipt-text.ts'

export type ReceiptVerdict = { holds: true; receipt: LeaverReceipt } | { holds: false; why: string }

/**
 * Checks a downloaded receipt against a key that was got elsewhere. Needs no database and no network.
 * @param vkey the tenant's verifier key, as the console shows it
 */
export function verifyReceipt(file: string, vkey: string): ReceiptVerdict {
  const parsed = leaverReceiptFileSchema.safeParse(read(file))
  if (!parsed.success) return fails('It is not a leaver receipt, or not one of a version known here.')
  const { receipt, note } = parsed.data
  const signed = verifyNote(note, vkey)
  if (signed === null) return fails('This key did not sign it.')
  if (signed !== receiptText(receipt.origin, receipt)) return fails('It says something else than what was signed.')
  for (const { event, seq, leafHash: leaf, inclusion } of receipt.events) {
    if (event !== null) {
      if (leafHash(canonicalize(event)).toString('base64') !== leaf)
        return fails(`Event ${seq} is not the one in the log.`)
      if (event.seq !== seq || event.tenantId !== receipt.tenantId)
        return fails(`Event ${seq} belongs elsewhere in the log.`)
    }
    const holds = verifyInclusion({
      leaf: bytes(leaf),
      index: seq - 1,
      size: inclusion.size,
      root: bytes(inclusion.root),
      proof: inclusion.proof.map(bytes),
    })
    if (!holds) return fails(`The inclusion proof of event ${seq} does not hold.`)
  }
  return { holds: true, receipt }
}

const bytes = (text: string) => Buffer.from(text, 'base64')
const fails = (why: string): ReceiptVerdict => ({ holds: false, why })

function read(file: string): unknown {
  try {
    return parseStrict(file)
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}
