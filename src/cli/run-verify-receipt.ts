import { readFile } from 'node:fs/promises'
import { verifyReceipt } from '#server/domains/leavers/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'

/**
 * `gatehouse verify receipt <file> --key <vkey or a file with it>`: ends with 1 when it does not hold. Offline.
 * The key must come from elsewhere: the one in the file is the file's own word.
 */
export async function runVerifyReceipt(args: string[]): Promise<number> {
  const [file, option, key, ...rest] = args
  if (!file || option !== '--key' || !key || rest.length > 0) {
    throw new AppError({
      code: 'invalid_input',
      message:
        'Name the file and the key that you know of the organisation: gatehouse verify receipt file.json --key <key>',
    })
  }
  const vkey = key.includes('+') ? key : (await readFile(key, 'utf8')).trim()
  const verdict = verifyReceipt(await readFile(file, 'utf8'), vkey)
  if (!verdict.holds) {
    process.stdout.write(`This receipt does not hold: ${verdict.why}\n`)
    return 1
  }
  const { receipt } = verdict
  process.stdout.write(
    `Verified the receipt ${receipt.receiptId} of ${receipt.origin}, issued ${receipt.issuedAt}.
  Person ${receipt.personId}: ${receipt.cause === 'delete' ? 'deleted' : 'disabled'}
  Request received      ${receipt.request.receivedAt}
  Last access ended     ${receipt.accessEndedAt}
  Ended                 ${receipt.ended.length} sessions, tokens and passkeys
  First refused after   ${receipt.firstRefusedAt ?? 'nobody has tried, as of the issue'}
  In the audit log      ${receipt.events.map(({ seq }) => `event ${seq}`).join(', ')}
`,
  )
  return 0
}
