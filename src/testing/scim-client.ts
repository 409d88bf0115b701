import { authorize } from '#server/domains/access/index.ts'
import { createScimToken } from '#server/domains/directory/index.ts'
import { answerMachine } from '#server/http/app.ts'
import { newId } from '#server/platform/new-id.ts'
import { storedRows, type TestTenant, testRequest } from './test-tenant.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test states what it expects of an answer.
type Body = any
export type ScimReply = { status: number; headers: Headers; body: Body }

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'

/** A provider: it holds a directory's token and speaks HTTP to the application that main.ts serves. */
export class ScimClient {
  readonly directoryId: string
  readonly token: string
  readonly base: string

  constructor(directoryId: string, token: string, base = '/scim/v2') {
    this.directoryId = directoryId
    this.token = token
    this.base = base
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ScimReply> {
    const request = new Request(`http://127.0.0.1:3000${this.base}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const exchange = { requestId: newId(), clientIp: '203.0.113.7', forwarded: false }
    const response = await answerMachine(request, { exchange })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }

  get(path: string, headers?: Record<string, string>): Promise<ScimReply> {
    return this.send('GET', path, undefined, headers)
  }

  /** A list by filter, escaped as providers do. */
  find(resource: 'Users' | 'Groups', filter: string, more = ''): Promise<ScimReply> {
    return this.get(`/${resource}?filter=${encodeURIComponent(filter)}${more}`)
  }

  post(path: string, body: unknown): Promise<ScimReply> {
    return this.send('POST', path, body)
  }

  put(path: string, body: unknown, headers?: Record<string, string>): Promise<ScimReply> {
    return this.send('PUT', path, body, headers)
  }

  /** A PATCH of these operations. */
  patch(path: string, ...Operations: unknown[]): Promise<ScimReply> {
    return this.send('PATCH', path, { schemas: [PATCH_OP], Operations })
  }

  delete(path: string, headers?: Record<string, string>): Promise<ScimReply> {
    return this.send('DELETE', path, undefined, headers)
  }

  /** A person, made over SCIM; answers the resource. */
  async user(userName: string, more: Record<string, unknown> = {}): Promise<Body> {
    const { status, body } = await this.post('/Users', { schemas: [USER], userName, active: true, ...more })
    if (status !== 201) throw new Error(`A user could not be made: ${JSON.stringify(body)}`)
    return body
  }

  /** A group, made over SCIM; answers the resource. */
  async group(displayName: string, memberIds: string[] = []): Promise<Body> {
    const members = memberIds.map((value) => ({ value }))
    const { status, body } = await this.post('/Groups', { schemas: [GROUP], displayName, members })
    if (status !== 201) throw new Error(`A group could not be made: ${JSON.stringify(body)}`)
    return body
  }
}

/**
 * A directory of the tenant with a token that an admin made in the console. Its guard rail is off unless a test is
 * about it: tests remove most of the few people they make.
 */
export async function makeScimClient(
  tenant: TestTenant,
  input: { guarded?: boolean; dryRun?: boolean } = {},
): Promise<ScimClient> {
  const directoryId = await tenant.directory(undefined, input.dryRun ? 'dry-run' : 'live')
  if (!input.guarded) {
    await storedRows('INSERT INTO directory_guard_rails (tenant_id, directory_id, enabled) VALUES ($1, $2, false)', [
      tenant.id,
      directoryId,
    ])
  }
  const admin = await tenant.person({ role: 'admin' })
  const { token } = await createScimToken(authorize({ ...admin, request: testRequest() }, 'directory:manage'), {
    directoryId,
    name: 'Provisioning',
    expiresInDays: 365,
  })
  return new ScimClient(directoryId, token)
}
