import { dataFolder } from './data-folder.mjs'
import { databaseUrls, hasLocalDatabase, localDatabaseUrl, openLocalDatabase } from './local-database.mjs'
import { readLocalPorts } from './local-ports.mjs'
import { portState } from './ports.mjs'
import { localSecrets } from './secrets.mjs'
import { demoSettings, startMode } from './stack-settings.mjs'
import { startLockHolder } from './start-lock.mjs'

/**
 * The settings of the local demo for a command beside it: its database as it runs, or started for as long as
 * the command lasts. Nothing where there is no demo or the person names a database.
 *
 * @param {string} root
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<{ settings: Record<string, string | undefined>, detach: () => Promise<void> }>}
 */
export async function attachDatabase(root, env) {
  const dataDir = dataFolder(root, env)
  const nothing = { settings: {}, detach: async () => {} }
  if (startMode(env) !== 'embedded' || env.DATABASE_URL_APP || !hasLocalDatabase(dataDir)) return nothing
  const ports = readLocalPorts(dataDir)
  if (!ports) return nothing
  const secrets = localSecrets(dataDir, { databaseExists: true })
  const settingsOn = (urls) => demoSettings({ env, port: Number(env.PORT || 3000), dataDir, secrets, ports, urls })
  if (startLockHolder(dataDir) && (await portState(ports.postgres)) === 'taken') {
    const url = localDatabaseUrl(ports.postgres, secrets)
    return { settings: settingsOn(databaseUrls(url, secrets)), detach: nothing.detach }
  }
  const database = await openLocalDatabase({ root, dataDir, port: ports.postgres, secrets })
  return { settings: settingsOn(database.urls), detach: database.stop }
}
