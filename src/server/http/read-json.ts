import type { Context } from 'hono'
import type { z } from 'zod'
import { parseStrict } from '#server/domains/audit/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { refuseNul } from '#server/platform/errors/refuse-nul.ts'
import type { MachineEnv } from './exchange.ts'

/**
 * The request body as the schema has it. Read strictly: what two parsers could read differently
 * (duplicate members, lone surrogates, numbers that do not round-trip) is refused with its path.
 *
 * @throws AppError `unsupported_media_type` or `invalid_input`
 */
export async function readJson<S extends z.ZodType>(c: Context<MachineEnv>, schema: S): Promise<z.output<S>> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new AppError({
      code: 'unsupported_media_type',
      message: type
        ? `Send application/json, not ${type.slice(0, 80)}.`
        : 'Send the body with Content-Type: application/json.',
    })
  }
  return validate(schema, parseStrict(new Uint8Array(await c.req.arrayBuffer())))
}

/** Query parameters as the schema has them; a parameter given twice is refused. */
export function readQuery<S extends z.ZodType>(
  c: Context<MachineEnv>,
  schema: S,
  numbers: readonly string[] = [],
): z.output<S> {
  const given: Record<string, unknown> = {}
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (values.length > 1) {
      throw new AppError({
        code: 'invalid_input',
        message: `The parameter ${name.slice(0, 80)} is given more than once.`,
        path: pointer([name]),
      })
    }
    const value = values[0] ?? ''
    given[name] = numbers.includes(name) && /^\d{1,9}$/.test(value) ? Number(value) : value
  }
  refuseNul(given)
  return validate(schema, given)
}

function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const at = issue?.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : (issue?.path ?? [])
  const path = pointer(at)
  const words =
    issue?.code === 'unrecognized_keys' ? 'is not a member that is known here' : (issue?.message ?? 'is not valid')
  throw new AppError({
    code: 'invalid_input',
    message: path === '' ? `The request is not valid: ${words}.` : `${path}: ${words}.`,
    path,
  })
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).slice(0, 128).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
