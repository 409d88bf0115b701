import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { storedRows } from '#testing/test-tenant.ts'
import { limitRate } from './limit-rate.ts'
import { newId } from './new-id.ts'

const ROOT = join(import.meta.dirname, '../../..')
const start = Date.UTC(2026, 0, 1)
const at = (seconds: number) => new Date(start + seconds * 1000)

// Every test counts under names of its own: the counts are shared by design.
let run = ''
beforeEach(() => {
  run = newId()
})
const attempt = (address: string, tenant: string, seconds: number) =>
  limitRate(
    'break-glass',
    [
      ['address', `${run}-${address}`],
      ['tenant', `${run}-${tenant}`],
    ],
    at(seconds),
  )
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'let through',
    (error: { code: string }) => error.code,
  )

/** The same attempts in a process of its own, which shares nothing with this one but the database. */
async function elsewhere(address: string, times: number): Promise<string[]> {
  const script = `
    import { limitRate } from '#server/platform/limit-rate.ts'
    const answers = []
    for (let i = 0; i < ${times}; i++)
      answers.push(await limitRate('break-glass', [['address', '${run}-${address}']], new Date(${start})).then(() => 'let through', (error) => error.code))
    console.log(JSON.stringify(answers))
    process.exit(0)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT })
  return JSON.parse(stdout)
}

describe('an allowance', () => {
  it('refuses the eleventh attempt of an address, says how long to wait, and lets it in again after that', async () => {
    for (let i = 0; i < 10; i++) await attempt('a', `tenant-${i}`, 0)
    await expect(attempt('a', 'tenant-x', 100)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 200 })
    await attempt('b', 'tenant-x', 100)
    await attempt('a', 'tenant-x', 301)
  })

  it('is counted for a tenant over all addresses, so that many addresses gain nothing', async () => {
    for (let i = 0; i < 30; i++) await attempt(`many-${i}`, 'one', 0)
    await expect(attempt('many-31', 'one', 1)).rejects.toMatchObject({ code: 'rate_limited' })
    await attempt('many-32', 'other', 1)
  })

  it('of a tenant is not used up by one address that is over its own', async () => {
    for (let i = 0; i < 40; i++) await outcome(attempt('noisy', 'target', 0))
    await attempt('somebody-else', 'target', 1)
  })

  it('counts attempts that were refused, so that hammering does not help', async () => {
    for (let i = 0; i < 25; i++) await outcome(attempt('c', `t-${i}`, i))
    await expect(attempt('c', 't', 299)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('is shared by the addresses of one IPv6 /64, and by IPv4 in both its forms', async () => {
    const ask = (address: string) => limitRate('break-glass', [['address', address]], at(0))
    const [a, b] = [run.slice(0, 4), run.slice(9, 13)]
    for (let i = 0; i < 10; i++) await ask(`2001:db8:${a}:${b}::${i}`)
    await expect(ask(`2001:db8:${a}:${b}:ffff:1:2:3`)).rejects.toMatchObject({ code: 'rate_limited' })
    await ask(`2001:db8:${a}:${b === 'ffff' ? 'fffe' : 'ffff'}::1`)
    for (let i = 0; i < 10; i++) await ask('198.51.100.7')
    await expect(ask('::ffff:198.51.100.7')).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('is one for all requests whose address is not known', async () => {
    const unknown = (i: number) =>
      limitRate(
        'break-glass',
        [
          ['address', undefined],
          ['tenant', `${run}-${i}`],
        ],
        at(0),
      )
    for (let i = 0; i < 10; i++) await unknown(i)
    await expect(unknown(11)).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('two processes', () => {
  it('share one allowance, whichever attempts first, and each has its own where the address is another', async () => {
    for (let i = 0; i < 6; i++) await attempt('shared', 'any', 0)
    const [shared, other] = await Promise.all([elsewhere('shared', 6), elsewhere('other', 6)])
    expect(shared).toEqual([...Array(4).fill('let through'), 'rate_limited', 'rate_limited'])
    expect(other).toEqual(Array(6).fill('let through'))
    // What this process has counted by itself is six; the database knows better.
    await expect(attempt('shared', 'any', 0)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 300 })
    await attempt('shared', 'any', 301)
  })

  it('let through exactly the allowance when they attempt at the same moment', async () => {
    const answers = (await Promise.all([elsewhere('race', 10), elsewhere('race', 10)])).flat()
    expect(answers.filter((answer) => answer === 'let through')).toHaveLength(10)
  })
})

it('keeps neither address nor name of what it has counted', async () => {
  await limitRate('discovery', [['account', `${run}@acme.test`]], at(0))
  const stored = await storedRows<{ row: string }>('SELECT c::text AS row FROM attempt_counts c')
  expect(stored.length).toBeGreaterThan(0)
  expect(stored.filter(({ row }) => row.includes(run) || row.includes(Buffer.from(run).toString('hex')))).toEqual([])
})

it('lets nobody through while attempts cannot be counted, and says when to come back', async () => {
  await attempt('down', 'any', 0)
  await storedRows('ALTER TABLE attempt_counts RENAME TO attempt_counts_away')
  try {
    await expect(attempt('down', 'any', 1)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
  } finally {
    await storedRows('ALTER TABLE attempt_counts_away RENAME TO attempt_counts')
  }
  await attempt('down', 'any', 2)
})

it('refuses by itself, without asking the database, once its own count is full', async () => {
  for (let i = 0; i < 11; i++) await outcome(attempt('flood', 'any', 0))
  const { default: pg } = await import('pg')
  const asked = vi.spyOn(pg.Client.prototype, 'query')
  expect(await outcome(attempt('flood', 'any', 0))).toBe('rate_limited')
  expect(asked).not.toHaveBeenCalled()
  asked.mockRestore()
})
