import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from './failure.mjs'
import { freePorts, portState } from './ports.mjs'

/** What the local demo listens on besides the console, with the port it takes when nothing else has it. */
const PREFERRED = { postgres: 3054, saml: 3010, oidc: 3011, smtp: 3025, mail: 3080 }

const FILE = 'ports.json'

/** @typedef {Record<keyof typeof PREFERRED, number>} LocalPorts */

/** Settings with which a person fixes a port. */
const SETTINGS = { saml: 'DEMO_SAML_PORT', oidc: 'DEMO_OIDC_PORT', smtp: 'DEMO_SMTP_PORT', mail: 'DEMO_MAIL_PORT' }

/** The tenants' sign-on connections hold these addresses, so they stay what they were. */
const REMEMBERED = new Set(['saml', 'oidc'])

/**
 * Ports of this start: the ones of the last start where they are free, so that addresses stay the same.
 *
 * @param {string} dataDir
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<LocalPorts>}
 */
export async function chooseLocalPorts(dataDir, env) {
  const last = readPorts(dataDir)
  const spare = await freePorts(Object.keys(PREFERRED).length)
  const chosen = {}
  for (const [name, preferred] of Object.entries(PREFERRED)) {
    const fixed = env[SETTINGS[name]]
    const wanted = fixed ? Number(fixed) : (last[name] ?? preferred)
    const state = await portState(wanted)
    if (state === 'free') chosen[name] = wanted
    else if (fixed || (REMEMBERED.has(name) && last[name])) throw takenPort(name, wanted, fixed)
    else chosen[name] = spare.pop()
  }
  writeFileSync(join(dataDir, FILE), `${JSON.stringify(chosen, null, 2)}\n`)
  return chosen
}

/** @returns {Partial<LocalPorts>} */
function readPorts(dataDir) {
  try {
    const ports = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8'))
    return Object.fromEntries(
      Object.keys(PREFERRED)
        .filter((name) => Number.isInteger(ports[name]))
        .map((name) => [name, ports[name]]),
    )
  } catch {
    return {}
  }
}

/**
 * The ports of the last start.
 * @param {string} dataDir
 * @returns {LocalPorts | undefined}
 */
export function readLocalPorts(dataDir) {
  const last = readPorts(dataDir)
  return Object.keys(PREFERRED).every((name) => last[name]) ? last : undefined
}

function takenPort(name, port, fixed) {
  const setting = SETTINGS[name]
  return new Failure(
    `Port ${port}, which the demo uses for ${name === 'saml' ? 'its SAML provider' : name === 'oidc' ? 'its OpenID provider' : 'mail'}, is taken by another program.`,
    fixed ? `Stop that program, or set ${setting} to another port.` : 'Stop that program and start again.',
  )
}

/**
 * The console's own port, looked at before anything slow begins.
 * @param {Record<string, string | undefined>} env
 */
export async function chooseConsolePort(env) {
  const text = env.PORT || '3000'
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Failure(`PORT is "${text}", which is not a port number.`, 'Set it to a number from 1 to 65535.')
  }
  const state = await portState(port, env.HOST || '127.0.0.1')
  if (state === 'free') return port
  const other = port === 3000 ? 3100 : 3000
  const again =
    process.platform === 'win32' ? `set PORT=${other} and run npm start again` : `run PORT=${other} npm start`
  throw new Failure(
    state === 'forbidden'
      ? `The current user may not listen on port ${port}.`
      : `Port ${port} is taken by another program.`,
    `${state === 'forbidden' ? 'Use a port above 1023' : 'Stop that program, or use another port'}: ${again}.`,
  )
}
