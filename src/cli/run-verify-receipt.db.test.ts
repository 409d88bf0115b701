import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { downloadReceipt, getSigningKey, listLeavers } from '#server/domains/leavers/index.ts'
import { makeScimClient } from '#testing/scim-client.ts'
import { makeTestTenant, testRequest } from '#testing/test-tenant.ts'

/** As an auditor runs it: without any setting, so without a database. */
async function verify(args: string[]) {
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'gatehouse.ts'), 'verify', 'receipt', ...args],
      { env: { NODE_ENV: 'test', PATH: process.env.PATH, NODE_OPTIONS: '--no-warnings' } },
    )
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

it('verifies a receipt from the file and the key alone, and ends with 1 for a changed byte or another key', async () => {
  const tenant = await makeTestTenant()
  const client = await makeScimClient(tenant)
  const owner = await tenant.person({ role: 'owner' })
  const { id } = await client.user('leaver@acme.test')
  await tenant.session(id)
  await client.delete(`/Users/${id}`)
  const scope = () => authorize({ ...owner, request: testRequest() }, 'leaver:read')
  const { items } = await listLeavers(scope(), {})
  const { file, fileName } = await downloadReceipt(scope(), { id: items[0]?.id ?? '' })
  const { vkey } = await getSigningKey(scope())
  const folder = await mkdtemp(join(tmpdir(), 'receipt-'))
  try {
    const [path, changed, key] = [join(folder, fileName), join(folder, 'changed.json'), join(folder, 'key')]
    await writeFile(path, file)
    await writeFile(changed, file.replace('"cause": "delete"', '"cause": "disable"'))
    await writeFile(key, `${vkey}\n`)
    for (const given of [vkey, key])
      expect(await verify([path, '--key', given])).toMatchObject({ code: 0, stdout: expect.stringContaining(id) })
    expect(await verify([changed, '--key', vkey])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('something else than what was signed'),
    })
    const other = await makeTestTenant()
    const theirs = await getSigningKey(
      authorize({ ...(await other.person({ role: 'owner' })), request: testRequest() }, 'leaver:read'),
    )
    expect(await verify([path, '--key', theirs.vkey])).toMatchObject({ code: 1 })
    expect(await verify([path])).toMatchObject({ code: 1, stderr: expect.stringContaining('--key') })
  } finally {
    await rm(folder, { recursive: true })
  }
})
