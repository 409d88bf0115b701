import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { provisioningExportInput } from '#contracts/provisioning-log.ts'
import { authorize } from '#server/domains/access/index.ts'
import { type Export, exportProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { refuseNul } from '#server/platform/errors/refuse-nul.ts'
import { createContext } from './context.ts'
import { toAppError, toTrpcError } from './error-map.ts'
import { isSameOrigin } from './same-origin.ts'

/** An export of the provisioning log, as a stream: it is never whole in memory. Asked for by our own page alone. */
export async function handleProvisioningExport(request: Request): Promise<Response> {
  const headers = new Headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  try {
    if (!isSameOrigin(request.headers)) {
      throw new AppError({ code: 'forbidden', message: 'Export from a page of this console.' })
    }
    const { principal, setCookie } = await createContext({ headers: request.headers }, { carriesCookies: true })
    if (setCookie) headers.append('set-cookie', setCookie)
    if (!principal) {
      throw new AppError({
        code: 'unauthenticated',
        message: 'You are not signed in, or your session has ended. Sign in again.',
      })
    }
    const made = await exportProvisioningLog(authorize(principal, 'provisioning-log:export'), readInput(request))
    headers.set('content-type', made.contentType)
    headers.set('content-disposition', `attachment; filename="${made.fileName}"`)
    return new Response(streamOf(made.lines), { headers })
  } catch (error) {
    const { code, message } = toAppError(error)
    headers.set('content-type', 'application/json')
    const status = getHTTPStatusCodeFromError(toTrpcError(error, {}))
    return new Response(JSON.stringify({ code, message }), { status, headers })
  }
}

function readInput(request: Request) {
  const { personal, ...given } = Object.fromEntries(new URL(request.url).searchParams)
  const parsed = provisioningExportInput.safeParse({ ...given, personal: personal === '1' })
  refuseNul(parsed.data)
  if (parsed.success) return parsed.data
  throw new AppError({ code: 'invalid_input', message: 'The filters of this export are not valid. Reload the page.' })
}

function streamOf(lines: Export['lines']): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await lines.return(undefined)
    },
  })
}
