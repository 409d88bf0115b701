import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findNode } from './node-runtime.mjs'
import { freePorts } from './ports.mjs'
import { THROWAWAY_SETTINGS } from './postgres-server.mjs'
import { startStack } from './stack.mjs'

/**
 * A whole Gatehouse on free ports with a data folder of its own, so that it never meets the one that
 * `npm start` runs. Needs the current build.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {ReturnType<typeof import('./progress.mjs').makeProgress>} options.progress
 * @param {Record<string, string>} [options.env] settings beside those of the demo
 * @param {AbortSignal} [options.signal]
 */
export async function startThrowawayStack({ root, progress, env = {}, signal }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'))
  const [port, postgres, saml, oidc, smtp, mail] = await freePorts(6)
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    const stack = await startStack({
      root,
      node: findNode(root),
      dataDir,
      port,
      ports: { postgres, saml, oidc, smtp, mail },
      env: { ...withoutSettings(process.env), ...env },
      progress,
      signal,
      seed: ['--small'],
      postgresSettings: THROWAWAY_SETTINGS,
    })
    return {
      ...stack,
      stop: async () => {
        await stack.stop()
        remove()
        process.off('exit', remove)
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** What a person has set for an installation of their own must not reach this one. */
function withoutSettings(env) {
  const ours =
    /^(GATEHOUSE_|DATABASE_|DEMO_|NEXTAUTH_)|^(PORT|HOST|SMTP_URL|MAIL_FROM|NODE_ENV|TRUSTED_PROXIES|METRICS_TOKEN|DNS_SERVERS|LOG_LEVEL)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)))
}
