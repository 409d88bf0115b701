import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { testDatabase } from '#testing/test-database.ts'
import { makeTestTenant, systemScope, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { getAuditEvent, lastVerification, listAuditEvents, recordHistory, verifyAuditLog } from './index.ts'

let tenant: TestTenant
let auditor: TestPerson
let superuser: pg.Client

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: testDatabase().urls.superuser })
  await superuser.connect()
})
beforeEach(async () => {
  tenant = await makeTestTenant()
  auditor = await tenant.person({ role: 'auditor', name: 'Noor Haddad' })
  await record(49)
})
afterAll(async () => {
  await superuser.end()
  await endPools()
})

function record(count: number): Promise<number> {
  return recordHistory(
    systemScope(tenant.id, 'seed', 'audit:write'),
    Array.from({ length: count }, (_, i) => ({
      recordedAt: new Date(),
      occurredAt: null,
      actor: { type: 'user', id: 'u-1', name: 'Ada Okafor' },
      action: 'workflow.execute',
      targets: [],
      outcome: { result: 'success' },
      context: { source: 'api', ip: '192.0.2.7' },
      metadata: { index: i },
      personalMetadataKeys: [],
    })),
  )
}

const verify = (person = auditor) => verifyAuditLog(authorize(person, 'audit:verify'))

/** What somebody with the database and no key can do: triggers are off for the transaction. */
async function tamper(sql: string, values: unknown[] = [tenant.id]): Promise<void> {
  await superuser.query('BEGIN')
  await superuser.query(`SET LOCAL session_replication_role = replica`)
  const { rowCount } = await superuser.query(sql, values)
  await superuser.query('COMMIT')
  expect(rowCount).toBeGreaterThan(0)
}

describe('verifying', () => {
  test('an untouched log says how many events were checked, up to which head, and is recorded itself', async () => {
    const result = await verify()
    expect(result).toMatchObject({
      checked: 50,
      headSeq: 50,
      faults: 0,
      faultList: [],
      recordedSeq: 51,
      verifiedBy: { id: auditor.id },
    })
    expect(await tenant.events('audit.verify')).toMatchObject([
      {
        seq: 51,
        actor: { type: 'user', id: auditor.id },
        outcome: { result: 'success' },
        metadata: { checked: 50, headSeq: 50, faults: 0 },
      },
    ])
    const { verification } = await lastVerification(authorize(auditor, 'audit:read'))
    expect(verification).toMatchObject({
      recordedSeq: 51,
      checked: 50,
      headSeq: 50,
      headHash: result.headHash,
      faults: 0,
    })
  })

  test('while others write finds no fault that is not there', async () => {
    const [first] = await Promise.all([verify(), ...Array.from({ length: 10 }, () => record(3))])
    expect(first.faults).toBe(0)
    expect(await verify()).toMatchObject({ faults: 0, checked: 81, headSeq: 81 })
  })

  test('runs once a tenant and twice a process at a time; the others are told to wait, and record nothing', async () => {
    await record(3_000)
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => verify()))
    const codes = results.map((result) =>
      result.status === 'fulfilled' ? 'done' : (result.reason as { code: string }).code,
    )
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(codes.filter((code) => code === 'unavailable')).toHaveLength(4)
    expect(codes.filter((code) => code === 'conflict')).toHaveLength(1)
    expect(await tenant.events('audit.verify')).toHaveLength(1)
  })

  test('is not for a viewer, and the refusal is recorded', async () => {
    const viewer = await tenant.person({ role: 'viewer' })
    await expect(verify(viewer)).rejects.toMatchObject({ code: 'forbidden', permission: 'audit:verify' })
    expect(await tenant.events('access.deny')).toMatchObject([{ actor: { id: viewer.id } }])
  })

  test("sees nothing of another tenant's faults", async () => {
    const other = await makeTestTenant()
    await tamper(
      `UPDATE audit_events SET canonical = replace(canonical, '"index":7', '"index":8') WHERE tenant_id = $1 AND seq = 9`,
    )
    expect(await verify(await other.person({ role: 'auditor' }))).toMatchObject({ faults: 0 })
    expect(await verify()).toMatchObject({ faults: 1 })
  })
})

describe('tampering by a superuser with triggers off is found and named', () => {
  const names = async () => [...new Set((await verify()).faultList.map((fault) => fault.seq))]

  test('an edited event', async () => {
    await tamper(
      `UPDATE audit_events SET canonical = replace(canonical, '"index":20', '"index":21') WHERE tenant_id = $1 AND seq = 22`,
    )
    const result = await verify()
    expect(result.faultList).toEqual([expect.objectContaining({ seq: 22, check: 'leaf_hash' })])
    expect(await tenant.events('audit.verify')).toMatchObject([
      { outcome: { result: 'failure', reason: 'faults_found' }, metadata: { faults: 1 } },
    ])
  })

  test('an event whose text was replaced, which the list still shows in its place', async () => {
    await tamper(`UPDATE audit_events SET canonical = '{}' WHERE tenant_id = $1 AND seq = 12`)
    expect((await verify()).faultList).toContainEqual(expect.objectContaining({ seq: 12, check: 'canonical' }))
    const { items } = await listAuditEvents(authorize(auditor, 'audit:read'), { limit: 100, cursor: undefined })
    expect(items.find((item) => item.seq === 12)).toMatchObject({ action: 'event.unreadable' })
    expect(await getAuditEvent(authorize(auditor, 'audit:read'), { seq: 12 })).toMatchObject({
      canonical: '{}',
      personal: [],
    })
  })

  test('an edited event whose leaf hash was made to fit', async () => {
    await tamper(
      `UPDATE audit_events SET canonical = replace(canonical, '"index":20', '"index":21'),
         leaf_hash = sha256('\\x00'::bytea || convert_to(replace(canonical, '"index":20', '"index":21'), 'UTF8'))
       WHERE tenant_id = $1 AND seq = 22`,
    )
    expect((await verify()).faultList).toContainEqual(expect.objectContaining({ seq: 22, check: 'entry_hash' }))
  })

  test('an edited personal value, time, or deleted event', async () => {
    await tamper(
      `UPDATE audit_events SET personal_values = ARRAY['"Eve"', personal_values[2]] WHERE tenant_id = $1 AND seq = 5`,
    )
    await tamper(
      `UPDATE audit_events SET recorded_at = recorded_at + interval '1 second' WHERE tenant_id = $1 AND seq = 11`,
    )
    await tamper(`DELETE FROM audit_events WHERE tenant_id = $1 AND seq = 30`)
    expect(await names()).toEqual(expect.arrayContaining([5, 11, 30]))
  })

  test('a second event forged under a number that is taken, also where one batch ends and the next begins', async () => {
    await record(2_000)
    for (const seq of [10, 2_000]) {
      await tamper(
        `INSERT INTO audit_events (tenant_id, seq, recorded_at, canonical, leaf_hash, nonce, entry_hash, chain_key_id)
         SELECT tenant_id, seq, recorded_at + interval '1 microsecond', canonical, leaf_hash, nonce, entry_hash, chain_key_id
         FROM audit_events WHERE tenant_id = $1 AND seq = ${seq}`,
      )
    }
    expect(await names()).toEqual([10, 2_000])
  })

  test('a cut tail, with the head set back to fit', async () => {
    await tamper(`DELETE FROM audit_events WHERE tenant_id = $1 AND seq > 40`)
    await tamper(
      `UPDATE audit_heads h SET size = 40, entry_hash = e.entry_hash, last_recorded_at = e.recorded_at
       FROM audit_events e WHERE h.tenant_id = $1 AND e.tenant_id = $1 AND e.seq = 40`,
    )
    const result = await verify()
    expect(result.faultList).toContainEqual(expect.objectContaining({ check: 'head_mac' }))
    // Appending to such a head would launder it, so the run itself is not recorded.
    expect(result.recordedSeq).toBeNull()
    expect(await tenant.events('audit.verify')).toEqual([])
  })
})
