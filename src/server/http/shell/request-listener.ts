import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Settings } from '#server/platform/env.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { announcesTooMuch, bodyLimit, limitStream } from './body-limit.ts'
import { MACHINE_POLICY, newNonce, pagePolicy, statesOwnPolicy } from './content-security-policy.ts'
import { hostCheck } from './host-check.ts'
import { isLimitedPage, limitPage } from './limit-page.ts'
import { recordPage } from './record-page.ts'
import { recordTurnedAway } from './record-turned-away.ts'
import { type Refusal, refusalAnswer, refuse } from './refusal.ts'
import { requestTarget } from './request-target.ts'
import { securityHeaders } from './security-headers.ts'
import { type SettledRequest, setHeader, settleRequest, stateSettled } from './settle-request.ts'
import { trustedProxies } from './trusted-proxies.ts'
import { answerMachineCall } from './write-machine-response.ts'

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown> | unknown

/**
 * What every request passes, in this order: proxies, target, host, body limit, security headers. Then machine
 * paths go to the machine application and everything else to the pages.
 */
export function requestListener(
  settings: Settings,
  pages: PageHandler,
): (request: IncomingMessage, response: ServerResponse, options?: { awaitsContinue: boolean }) => void {
  const proxies = trustedProxies(settings.TRUSTED_PROXIES)
  const isOurs = hostCheck(settings.GATEHOUSE_URL)
  const common = Object.entries(securityHeaders(settings.GATEHOUSE_URL)).flat()
  const forMachines = [...common, 'Content-Security-Policy', MACHINE_POLICY]
  const development = settings.NODE_ENV === 'development'

  return (request, response, options) => {
    const target = requestTarget(request.url ?? '')
    const door = target.kind === 'page' ? null : target.door
    const settled = settleRequest(request, proxies)

    const turnAway = (reason: Refusal['reason'], detail: string) => {
      const answer = refusalAnswer({ reason, detail, path: target.path, door }, settled.requestId)
      refuse(request, response, answer, [...forMachines, 'X-Request-Id', settled.requestId])
      if (door === 'scim') recordTurnedAway(request, { ...settled, path: target.path, reason }, answer)
    }
    if (target.kind === 'refused') return turnAway('ambiguous_path', target.reason)
    // Probes come with whatever name or address the prober has, and tell nothing.
    if (door !== 'operations' && !isOurs(settled.host)) {
      return turnAway('misdirected', 'Use the address that Gatehouse was set up under (GATEHOUSE_URL).')
    }
    const limit = bodyLimit(door)
    const tooLarge = () => turnAway('payload_too_large', `At most ${limit / 1024 / 1024} MiB are accepted here.`)
    if (announcesTooMuch(request, limit)) return tooLarge()
    limitStream(request, limit, tooLarge)
    if (options?.awaitsContinue) response.writeContinue()

    if (door === null) return answerPage(request, response, settled, target.path)
    const { requestId, clientIp, forwarded } = settled
    answerMachineCall(request, response, {
      exchange: { requestId, clientIp, forwarded },
      headers: forMachines,
    })
  }

  function answerPage(request: IncomingMessage, response: ServerResponse, settled: SettledRequest, path: string): void {
    stateSettled(request, settled)
    const nonce = newNonce()
    const policy = pagePolicy(nonce, { development })
    // Next takes the nonce for its own scripts from the request's policy.
    setHeader(request, 'content-security-policy', policy)
    setHeader(request, 'x-nonce', nonce)
    for (let i = 0; i < common.length; i += 2) response.setHeader(common[i] as string, common[i + 1] as string)
    if (!statesOwnPolicy(path)) response.setHeader('Content-Security-Policy', policy)
    response.setHeader('X-Request-Id', settled.requestId)
    recordPage(request, response, path, settled.requestId)
    const page = async () => {
      const refusal = isLimitedPage(path) ? await limitPage(path, settled.clientIp, new Date()) : null
      if (refusal) refuse(request, response, refusal, [])
      else await pages(request, response)
    }
    void page().catch((error: unknown) => {
      logger().error({ err: error, requestId: settled.requestId }, 'a page failed')
      if (response.headersSent) request.socket.destroy()
      else
        response
          .writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' })
          .end('Something went wrong on our side.\n')
    })
  }
}
