import { newId } from '#server/platform/new-id.ts'
import { makeScimClient } from '#testing/scim-client.ts'
import { settingsOf, urlsOf } from '#testing/test-cluster.ts'
import { setTestDatabase } from '#testing/test-database.ts'
import { makeTestTenant } from '#testing/test-tenant.ts'
import { freePorts } from '../../scripts/lib/ports.mjs'
import { countingProxy } from './counting-proxy.ts'

// A process of its own, because all its connections go through the proxy, which costs time.
const [superuserUrl = '', added = ''] = process.argv.slice(2)
const target = new URL(superuserUrl)
const [port] = (await freePorts(1)) as [number]
const proxy = await countingProxy({ host: target.hostname, port: Number(target.port) }, port)
target.host = `127.0.0.1:${port}`
const urls = urlsOf({ superuserUrl: target.toString() }, 'postgres')
setTestDatabase({ name: 'postgres', urls, drop: async () => {} })
Object.assign(process.env, settingsOf(urls))

const client = await makeScimClient(await makeTestTenant())
const people: string[] = []
for (let index = 0; index < Number(added); index += 1) people.push((await client.user(`person-${newId()}`)).id)
const value = people.map((id) => ({ value: id }))
const patch = async (groupId: string) => {
  const { status } = await client.patch(`/Groups/${groupId}`, { op: 'add', path: 'members', value })
  if (status !== 204) throw new Error(`a PATCH is answered ${status}`)
}
// The first one prepares the statements.
await patch((await client.group('First')).id)
const { id } = await client.group('Second')
process.send?.({ trips: await proxy.during(() => patch(id)) })
process.on('disconnect', () => process.exit())
