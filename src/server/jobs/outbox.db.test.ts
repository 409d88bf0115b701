import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { withTenant } from '#server/platform/db/index.ts'
import { dispatchOutbox, enqueue, openQueue } from '#server/platform/queue/index.ts'
import { makeTestTenant, storedRows, systemScope, type TestTenant } from '#testing/test-tenant.ts'
import type { OUTBOX_HANDLERS, OutboxWork } from './outbox-handlers.ts'
import { runOutboxJob } from './run-outbox-job.ts'
import { startWorker, type Worker } from './worker.ts'

type Queue = Awaited<ReturnType<typeof openQueue>>
type Job = { state: string; retries: number; waits: boolean; output: Record<string, unknown> | null }

let tenant: TestTenant
let queue: Queue

beforeAll(async () => {
  tenant = await makeTestTenant()
  queue = await openQueue()
})
afterAll(() => queue.stop({ graceful: false }))

function put(options: { fail?: boolean } = {}): Promise<string> {
  return withTenant(systemScope(tenant.id, 'outbox', 'outbox:dispatch'), async (tx) => {
    tx.housekeeping('a side effect was handed over, which leaves its own event')
    const id = await enqueue(tx, 'notify-owners', {
      notice: 'api-key.create',
      actor: { type: 'system', id: null },
      target: { id: tenant.id, name: 'A key' },
    })
    if (options.fail) throw new Error('the change failed')
    return id
  })
}

const jobOf = async (id: string) =>
  (
    await storedRows<Job>(
      `SELECT state::text, retry_count AS retries, start_after > now() AS waits, output FROM pgboss.job WHERE id = $1 AND name = 'notify-owners'`,
      [id],
    )
  )[0]
const isDispatched = async (id: string) =>
  (await storedRows<{ done: boolean }>('SELECT dispatched_at IS NOT NULL AS done FROM outbox WHERE id = $1', [id]))[0]
    ?.done

/** Handlers that note what they were asked to do and do as told. */
function recording(act: (work: OutboxWork<'notify-owners'>) => void = () => {}) {
  const ran: string[] = []
  const handlers: typeof OUTBOX_HANDLERS = {
    'notify-owners': async (work) => {
      ran.push(work.outboxId)
      act(work)
    },
    'send-invitation': async (work) => void ran.push(work.outboxId),
    'lay-out-webhooks': async (work) => void ran.push(work.outboxId),
    'deliver-webhooks': async (work) => void ran.push(work.outboxId),
  }
  return { ran, handlers }
}

describe('handing over', () => {
  it('leaves nothing behind when the change is rolled back', async () => {
    await expect(put({ fail: true })).rejects.toThrow('the change failed')
    expect(await storedRows('SELECT id FROM outbox')).toEqual([])
  })

  it('makes one job of a row, however often and from however many processes it is handed over', async () => {
    const id = await put()
    await Promise.all([dispatchOutbox(queue), dispatchOutbox(queue), dispatchOutbox(queue)])
    expect(await dispatchOutbox(queue)).toBe(0)
    expect(await storedRows('SELECT data FROM pgboss.job WHERE id = $1', [id])).toEqual([
      { data: { tenantId: tenant.id, outboxId: id } },
    ])
    expect(await isDispatched(id)).toBe(false)
  })

  it('makes one job at a time of all that asks for webhooks in a tenant, and another where that one failed for good', async () => {
    const [acme, globex] = [await makeTestTenant(), await makeTestTenant()]
    const ask = (of: TestTenant) =>
      withTenant(systemScope(of.id, 'outbox', 'outbox:dispatch'), (tx) => {
        tx.housekeeping('a side effect was handed over, which leaves its own event')
        return enqueue(tx, 'lay-out-webhooks', {})
      })
    const asked = [await ask(acme), await ask(acme), await ask(acme)]
    const elsewhere = await ask(globex)
    const jobs = async () =>
      (
        await storedRows<{ id: string }>('SELECT id FROM pgboss.job WHERE id = ANY ($1::uuid[]) ORDER BY id', [
          [...asked, elsewhere],
        ])
      ).map(({ id }) => id)
    expect(await dispatchOutbox(queue)).toBe(2)
    expect(await dispatchOutbox(queue)).toBe(0)
    expect(await jobs()).toEqual([asked[0], elsewhere].sort())

    await storedRows('UPDATE outbox SET dispatched_at = now() WHERE id = $1', [asked[0]])
    expect(await dispatchOutbox(queue)).toBe(1)
    await storedRows(`UPDATE pgboss.job SET state = 'failed' WHERE id = $1`, [asked[1]])
    expect(await dispatchOutbox(queue)).toBe(1)
    expect(await jobs()).toEqual([...asked, elsewhere].sort())
  })
})

describe('running', () => {
  it('does the side effect again when the process dies between the effect and the mark', async () => {
    const id = await put()
    const job = { tenantId: tenant.id, outboxId: id }
    const crash = recording(() => {
      throw new Error('the process died')
    })
    await expect(runOutboxJob(job, crash.handlers)).rejects.toThrow('the process died')
    expect(await isDispatched(id)).toBe(false)

    const again = recording()
    await runOutboxJob(job, again.handlers)
    expect([...crash.ran, ...again.ran]).toEqual([id, id])
    expect(await isDispatched(id)).toBe(true)
  })

  it('does nothing for a row that is done, or gone', async () => {
    const id = await put()
    const { ran, handlers } = recording()
    await runOutboxJob({ tenantId: tenant.id, outboxId: id }, handlers)
    await runOutboxJob({ tenantId: tenant.id, outboxId: id }, handlers)
    await runOutboxJob({ tenantId: tenant.id, outboxId: tenant.id }, handlers)
    expect(ran).toEqual([id])
  })

  it('finds no row of another tenant', async () => {
    const id = await put()
    const other = await makeTestTenant()
    const { ran, handlers } = recording()
    await runOutboxJob({ tenantId: other.id, outboxId: id }, handlers)
    expect(ran).toEqual([])
    expect(await isDispatched(id)).toBe(false)
  })
})

describe('the worker', () => {
  let worker: Worker | undefined
  afterAll(() => worker?.stop())

  it('carries out what this process commits, tries again later after a failure, and keeps what fails for good', async () => {
    let fault: Error | undefined
    const { ran, handlers } = recording(() => {
      if (fault) throw fault
    })
    worker = await startWorker(handlers)

    const fine = await put()
    await vi.waitFor(async () => expect((await jobOf(fine))?.state).toBe('completed'), 8000)
    expect(await isDispatched(fine)).toBe(true)

    fault = new Error('the receiver is down')
    const late = await put()
    await vi.waitFor(
      async () => expect(await jobOf(late)).toMatchObject({ state: 'retry', retries: 0, waits: true }),
      8000,
    )
    fault = undefined
    await storedRows('UPDATE pgboss.job SET start_after = now() WHERE id = $1', [late])
    await vi.waitFor(async () => expect((await jobOf(late))?.state).toBe('completed'), 8000)
    expect(ran.filter((id) => id === late)).toHaveLength(2)

    fault = new Error('the receiver is gone')
    const lost = await put()
    await vi.waitFor(async () => expect((await jobOf(lost))?.state).toBe('retry'), 8000)
    await storedRows('UPDATE pgboss.job SET start_after = now(), retry_count = retry_limit - 1 WHERE id = $1', [lost])
    await vi.waitFor(async () => expect((await jobOf(lost))?.state).toBe('failed'), 8000)
    expect(await storedRows(`SELECT data FROM pgboss.job WHERE name = 'dead-letters'`)).toEqual([
      { data: { tenantId: tenant.id, outboxId: lost } },
    ])
    expect(await isDispatched(lost)).toBe(false)
    // A row whose job failed for good waits for a person and is not handed over again.
    expect(await dispatchOutbox(queue)).toBe(0)
  })

  it('puts scheduled work on the clock', async () => {
    expect(await storedRows('SELECT name, cron, timezone FROM pgboss.schedule ORDER BY name')).toEqual([
      { name: 'check-connections', cron: '41 4 * * *', timezone: 'UTC' },
      { name: 'ensure-audit-partitions', cron: '17 3 * * *', timezone: 'UTC' },
      { name: 'remove-expired', cron: '7 * * * *', timezone: 'UTC' },
    ])
  })
})
