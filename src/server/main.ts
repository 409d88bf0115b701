import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import next from 'next'
import { flushProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { startDraining } from '#server/http/draining.ts'
import { drain } from '#server/http/shell/drain.ts'
import { makeServer } from '#server/http/shell/make-server.ts'
import { startWorker } from '#server/jobs/worker.ts'
import { endPools } from '#server/platform/db/index.ts'
import { env, type Settings } from '#server/platform/env.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'

const ROOT = join(import.meta.dirname, '../..')
const DRAIN_MS = 25_000

/** The process: machine API and console on one port, and the job worker beside them. */
async function main(): Promise<void> {
  process.chdir(ROOT)
  const settings = readSettingsOrExit()
  if (settings.NODE_ENV !== 'development') requireBuild()
  // next-auth reads its address from here; one setting fixes both.
  process.env['NEXTAUTH_URL'] ??= settings.GATEHOUSE_URL
  process.env['NEXT_TELEMETRY_DISABLED'] = '1'
  const server = makeServer(settings, (request, response) => handle(request, response))
  const pages = next({
    dev: settings.NODE_ENV === 'development',
    dir: ROOT,
    hostname: settings.HOST,
    port: settings.PORT,
    httpServer: server,
  })
  const handle = pages.getRequestHandler()
  await pages.prepare()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: settings.PORT, host: settings.HOST }, resolve)
  })
  const worker = await startWorker()
  logger().info({ address: settings.GATEHOUSE_URL, host: settings.HOST, port: settings.PORT }, 'Gatehouse is ready')

  const stop = async (signal: NodeJS.Signals) => {
    logger().info({ signal }, 'stopping: finishing what runs')
    startDraining()
    const hurry = setTimeout(() => process.exit(1), DRAIN_MS + 5_000)
    hurry.unref()
    const { cutOff } = await drain(server, DRAIN_MS)
    if (cutOff) logger().warn('requests were cut off, because they took too long')
    await worker.stop()
    await flushProvisioningLog()
    await pages.close()
    await endPools()
    logger().info('stopped')
    process.exit(0)
  }
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      stop(signal).catch((error: unknown) => {
        logger().error({ err: error }, 'stopping failed')
        process.exit(1)
      })
    })
  }
}

function readSettingsOrExit(): Settings {
  try {
    return env()
  } catch (error) {
    exitWith(error)
  }
}

const WORDS: Record<string, (port: string) => string> = {
  EADDRINUSE: (port) => `Port ${port} is taken. Stop what uses it or set PORT.`,
  EACCES: (port) => `Port ${port} may not be used by this user. Set PORT to one above 1023.`,
  EADDRNOTAVAIL: () => 'HOST is no address of this machine. Set it to one that is, or to 0.0.0.0 for all.',
}

/** On standard error, also where the log goes elsewhere. */
function exitWith(error: unknown): never {
  const words = isAppError(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : error
  process.stderr.write(`${words}\n`)
  process.exit(1)
}

function requireBuild(): void {
  if (existsSync(join(ROOT, '.next/BUILD_ID'))) return
  exitWith('There is no build to serve. Run `npx next build` first; `npm start` does that by itself.')
}

process.on('unhandledRejection', (error) => logger().error({ err: error }, 'a rejection was not handled'))

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error: NodeJS.ErrnoException) => {
    exitWith(WORDS[error.code ?? '']?.(process.env['PORT'] || '3000') ?? error)
  })
}
