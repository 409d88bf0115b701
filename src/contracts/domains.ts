import { z } from 'zod'
import { uuidSchema } from './identifiers.ts'
import { namedReferenceSchema } from './references.ts'
import { instantSchema } from './times.ts'

export const DOMAINS_AT_MOST = 100

export const verifiedDomainSchema = z.object({
  id: uuidSchema,
  domain: z.string(),
  /** The TXT record that proves control: its name and its value. */
  record: z.object({ name: z.string(), value: z.string() }),
  /** Null until the record has been seen. */
  verifiedAt: instantSchema.nullable(),
  lastCheckedAt: instantSchema.nullable(),
  /** What the last check met, in words; null where it found the record. */
  lastProblem: z.string().nullable(),
  /** A verified domain whose record is gone: when it stops being verified unless the record returns. */
  lapsesAt: instantSchema.nullable(),
  /** The connection its people are sent to; null lets them choose where there are several. */
  connection: namedReferenceSchema.nullable(),
  createdAt: instantSchema,
})

/** domains.list: sso-connection:read. By name; at most 100. */
export const domainsListOutput = z.object({ items: z.array(verifiedDomainSchema) })

/** domains.add, domains.verify, domains.update, domains.remove: sso-connection:manage */
export const domainsAddInput = z.strictObject({ domain: z.string().trim().min(1).max(300) })
export const domainsVerifyInput = z.strictObject({ id: uuidSchema })
export const domainsUpdateInput = z.strictObject({ id: uuidSchema, connectionId: uuidSchema.nullable() })
export const domainsRemoveInput = z.strictObject({ id: uuidSchema })
export const domainsRemoveOutput = z.object({ id: uuidSchema })

export type VerifiedDomain = z.infer<typeof verifiedDomainSchema>
