import { createServer } from 'node:http'
import { controllers } from '@boxyhq/saml-jackson'

// Jackson's directory sync behind bare node:http, which is less than the Next.js route that its own service has.
const [port = '', url = ''] = process.argv.slice(2)
const jackson = await controllers({
  externalUrl: `http://127.0.0.1:${port}`,
  samlPath: '/saml',
  samlAudience: 'bench',
  scimPath: '/scim',
  db: { engine: 'sql', type: 'postgres', url, manualMigration: false },
  noAnalytics: true,
  logger: { info: () => {}, warn: () => {}, error: () => {} },
})
const { directorySyncController: sync } = jackson
const { data, error } = await sync.directories.create({ tenant: 'bench', product: 'bench', type: 'okta-scim-v2' })
if (data === null) throw new Error(error?.message)
const {
  id,
  scim: { secret },
} = data
createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const [, resourceType = '', resourceId] = (request.url ?? '').split('/')
  const answer = await sync.requests.handle({
    method: request.method ?? '',
    body: body === '' ? undefined : JSON.parse(body),
    directoryId: id,
    resourceType: resourceType.toLowerCase(),
    resourceId,
    apiSecret: request.headers.authorization?.replace('Bearer ', '') ?? null,
    query: {},
  })
  const text = JSON.stringify(answer.data ?? null)
  response
    .writeHead(answer.status, { 'Content-Type': 'application/scim+json', 'Content-Length': Buffer.byteLength(text) })
    .end(text)
}).listen(Number(port), '127.0.0.1', () => process.send?.({ secret }))
process.on('disconnect', () => process.exit())
