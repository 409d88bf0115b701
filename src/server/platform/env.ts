import { z } from 'zod'
import { AppError } from './errors/app-error.ts'
import { perProcess } from './per-process.ts'

const postgresUrl = z
  .string()
  .refine((value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value), 'must be a postgres:// address')
const port = z.coerce.number().int().min(1).max(65535)

/** Every setting there is. `describe` is the README's configuration table (a test compares them). */
export const settingsSchema = z.object({
  GATEHOUSE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((value) => value.replace(/\/+$/, ''))
    .describe('Address under which people reach the console. Fixes redirect addresses, cookies and log origins.'),
  PORT: port.default(3000).describe('Port the server listens on.'),
  HOST: z.string().default('127.0.0.1').describe('Address the server listens on.'),
  DATABASE_URL: postgresUrl
    .optional()
    .describe('Owner of the schema (gatehouse_owner, or a role that may act as it). Used by `migrate` only.'),
  DATABASE_URL_APP: postgresUrl.describe('Role gatehouse_app: serves requests and jobs, held to one tenant at a time.'),
  DATABASE_URL_SYSTEM: postgresUrl.describe(
    'Role gatehouse_system: the few named cross-tenant tasks and the job queue.',
  ),
  DATABASE_URL_DOOR: postgresUrl.describe('Role gatehouse_door: finds a credential by its hash and nothing else.'),
  DATABASE_URL_SSO: postgresUrl.describe("Role gatehouse_sso: sees only the sign-in library's own schema."),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(10)
    .describe('Connections of gatehouse_app in each process.'),
  NEXTAUTH_SECRET: z.string().min(32).describe('Protects the sign-in cookies; at least 32 characters.'),
  GATEHOUSE_KEK: z
    .string()
    .refine((value) => Buffer.from(value, 'base64').length === 32, 'must be base64 of 32 bytes')
    .describe('Key-encryption key, base64 of 32 bytes. Wraps every tenant key; losing it loses the chain keys.'),
  SMTP_URL: z
    .string()
    .refine((value) => /^smtps?:\/\//.test(value), 'must be an smtp:// address')
    .describe('Where mail is handed over.'),
  MAIL_FROM: z.string().default('Gatehouse <gatehouse@localhost>').describe('Sender of all mail.'),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .describe('Comma-separated addresses or CIDR ranges whose X-Forwarded-* headers are believed. Empty: none.'),
  DNS_SERVERS: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .refine(
      (servers) =>
        servers.every((one) => /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?$|^[0-9a-fA-F:]+$/.test(one)),
      'must be addresses, each with a port or without',
    )
    .describe(
      'Comma-separated addresses (with :port where it is not 53) of the DNS servers that are asked about domains. Empty: those of the machine.',
    ),
  SCIM_REQUESTS_PER_SECOND: z.coerce
    .number()
    .int()
    .min(25)
    .max(1_000_000)
    .default(100)
    .describe('SCIM requests a second that a tenant may send to each process; 20 seconds of them may come at once.'),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token for /metrics. Without it only this machine may read them.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least severe log line written.'),
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('production')
    .describe('`production` serves the build; `development` compiles pages on request.'),
  GATEHOUSE_DEMO: z.enum(['0', '1']).default('0').describe('`1`: the local demo; set by `npm start` only.'),
  DEMO_MAIL_PORT: port.optional().describe('Demo only: port of the inbox page.'),
})
export type Settings = z.infer<typeof settingsSchema>

/** @throws AppError `unavailable` naming every setting that is missing or wrong, and never its value. */
export function readSettings(source: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = settingsSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return given[name] === undefined ? `${name} is not set` : `${name} ${issue.message}`
  })
  throw new AppError({
    code: 'unavailable',
    message: `Gatehouse is not configured: ${problems.join('; ')}. See the configuration table in README.md.`,
  })
}

export function env(): Settings {
  return perProcess('env', () => readSettings(process.env))
}
