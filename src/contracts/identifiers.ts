import { z } from 'zod'

/** Lower-case UUID as Gatehouse makes them (version 7 for all rows of its own). */
export const uuidSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a lower-case UUID')

/** A tenant's short name in addresses: 2 to 40 of a-z, 0-9 and inner hyphens. */
export const tenantSlugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/, 'must be 2 to 40 of a-z, 0-9, -')

/** The short name of the house tenant, whose people are the operators. No other tenant can have it (ADR 0012). */
export const HOUSE_SLUG = 'operator'

/** Lists have an enforced maximum; a caller asks for less, never for more. */
const PAGE_LIMIT = 100
export const pageLimitSchema = z.number().int().min(1).max(PAGE_LIMIT).default(50)
/** Opaque keyset cursor, made by the server. */
export const cursorSchema = z.string().min(1).max(512).optional()
