import type { ProvisioningClient } from '#contracts/provisioning-log.ts'
import type { JsonRecord } from '#server/domains/directory/index.ts'
import { type RecordedRequest, recordedRequests } from '#server/domains/provisioning-log/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { Replay } from './replay.ts'
import type { ScimRequest } from './scim-door.ts'

const RECORDED_AT_MOST = 2_000
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/**
 * Sends a directory's own recorded requests again, in their order. What they made then has another id now, which takes
 * the place of the old one in what follows; what they made and is here already is left out.
 * @param names of people and groups that are here, by id
 * @throws AppError `not_found` where nothing was recorded
 */
export async function replayRecorded(
  tx: TenantTx,
  replay: Replay,
  of: { directoryId: string; from: string; to: string },
  names: ReadonlyMap<string, string>,
): Promise<{ partly: number; done: number; provider: ProvisioningClient }> {
  const recorded = await recordedRequests(tx, { ...of, limit: RECORDED_AT_MOST })
  if (recorded.length === 0) {
    throw new AppError({
      code: 'invalid_input',
      message: 'No request of this directory is recorded in that time. Choose a longer one.',
      path: '/source/from',
    })
  }
  const ids = new Map<string, string>()
  const left = { partly: 0, done: 0 }
  let provider: ProvisioningClient = 'other'
  for (const request of recorded) {
    if (request.client !== 'other') provider = request.client
    if (!request.whole || !METHODS.has(request.method)) {
      left.partly += 1
      continue
    }
    const creates = request.method === 'POST' && /^\/(Users|Groups)$/.test(request.path)
    if (creates && request.target !== null && names.has(request.target)) {
      left.done += 1
      continue
    }
    const { status, body } = await replay.ask(asSent(request, ids, names), request.client)
    if (creates && status === 201 && request.target !== null) ids.set(request.target, idOf(body))
  }
  return { ...left, provider }
}

function idOf(body: JsonRecord | null): string {
  return String(body?.['id'] ?? '')
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

function asSent(
  { method, path, query, body }: RecordedRequest,
  ids: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): ScimRequest {
  const now = (text: string) => (ids.size === 0 ? text : text.replace(UUID, (id) => ids.get(id) ?? id))
  const [id] = path.match(UUID) ?? []
  return {
    method: method as ScimRequest['method'],
    // The log keeps a query as it reads, so what would mean something else in an address is written as it was sent.
    path: query === '' ? now(path) : `${now(path)}?${now(query).replace(/[%+#]/g, encodeURIComponent)}`,
    ...(body === undefined || method === 'GET' ? {} : { body: JSON.parse(now(JSON.stringify(body))) as unknown }),
    about: id === undefined ? undefined : names.get(id),
  }
}
