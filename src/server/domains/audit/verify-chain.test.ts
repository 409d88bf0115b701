import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '#server/platform/new-id.ts'
import { chain, type Head, headOf, KEYS, type Log, makeLog, type Row, SIZE, tenantId } from './chain-log.fixture.ts'
import { GENESIS, leafHash } from './hash-chain.ts'
import { type AuditHead, headMac } from './head-mac.ts'
import { appendToFrontier } from './merkle.ts'
import { commitTo } from './personal-fields.ts'
import { type ChainKey, ChainVerifier, verifyChain } from './verify-chain.ts'

function* inBatches(rows: Row[], size: number): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

const options = { tenantId, chainKey: (keyId: number) => KEYS[keyId] ?? null }
const verify = (log: { rows: Row[]; head: Head | null }) => verifyChain(inBatches(log.rows, 5), log.head, options)

/** What was found, as `seq check`. */
async function faultsOf(log: { rows: Row[]; head: Head | null }): Promise<string[]> {
  const { faults, faultCount, faultyEvents } = await verify(log)
  expect(faultCount).toBe(faults.length)
  expect(faultyEvents).toBe(new Set(faults.map(({ seq }) => seq)).size)
  for (const { detail } of faults) expect(detail).toMatch(/^[A-Z].*\.$/s)
  return faults.map(({ seq, check }) => `${seq} ${check}`)
}

const edited = (row: Row) => ({ ...row, canonical: (row.canonical ?? '').replace('"step":', '"step":1') })

/** One change a test, always at event 5 unless the name says otherwise. */
async function faultsAfter(change: (log: Log, row: Row) => void): Promise<string[]> {
  const log = makeLog()
  change(log, log.rows[4] as Row)
  return faultsOf(log)
}
const replace = (log: Log, change: Partial<Row>) => {
  log.rows[4] = { ...(log.rows[4] as Row), ...change }
}

describe('a log as it was written', () => {
  it('has no fault, whatever its size and however it is read', async () => {
    for (const size of [0, 1, 2, 7, 12, 33]) {
      for (const batch of [1, 4, 100]) {
        const log = makeLog(size)
        expect(await verifyChain(inBatches(log.rows, batch), log.head, options)).toEqual({
          checked: size,
          emptied: 0,
          erased: 0,
          headSeq: size,
          headEntryHash: log.rows.at(-1)?.entryHash ?? null,
          faults: [],
          faultCount: 0,
          faultyEvents: 0,
        })
      }
    }
  })

  it('may be read from an asynchronous source, with keys that come asynchronously and are asked for once', async () => {
    const log = makeLog()
    const asked: number[] = []
    const source = async function* () {
      yield* inBatches(log.rows, 3)
    }
    const chainKey = async (keyId: number) => {
      asked.push(keyId)
      return KEYS[keyId] ?? null
    }
    expect((await verifyChain(source(), log.head, { tenantId, chainKey })).faultCount).toBe(0)
    expect(asked).toEqual([1, 2])
  })

  it('stays whole when personal values are erased, and says how many are', async () => {
    const log = makeLog()
    log.rows = log.rows.map((row) => ({
      ...row,
      personalSalts: row.personalSalts.map(() => null),
      personalValues: row.personalValues.map(() => null),
    }))
    const fields = log.rows.flatMap((row) => row.personalPaths).length
    expect(fields).toBeGreaterThan(10)
    expect(await verify(log)).toMatchObject({ faultCount: 0, erased: fields })
  })

  it('stays whole when retention empties events, and says how many it did', async () => {
    const log = makeLog()
    const nothing = { id: null, action: null, actorType: null, actorId: null, outcome: null, source: null }
    const empty = (row: Row): Row => {
      const none = row.personalPaths.map(() => null)
      return { ...row, canonical: null, columns: nothing, personalSalts: none, personalValues: none }
    }
    log.rows = log.rows.map((row) => (row.seq <= 4 ? empty(row) : row))
    expect(await verify(log)).toMatchObject({ faultCount: 0, emptied: 4, checked: SIZE })
    log.rows[1] = { ...(log.rows[1] as Row), columns: { ...nothing, action: 'workflow.execute' } }
    log.rows[3] = { ...(log.rows[3] as Row), personalValues: (log.rows[3] as Row).personalPaths.map(() => '"x"') }
    expect(await faultsOf(log)).toEqual(['2 columns', '4 columns'])
  })
})

describe('one edited event is named, and alone', () => {
  it('when its text is changed', async () => {
    expect(
      await faultsAfter((log, row) => {
        log.rows[4] = edited(row)
      }),
    ).toEqual(['5 leaf_hash'])
  })

  it('when its text is changed and hashed again without the key', async () => {
    const faults = await faultsAfter((log, row) => {
      const changed = edited(row)
      log.rows[4] = { ...changed, leafHash: leafHash(changed.canonical) }
    })
    expect(faults).toEqual(['5 entry_hash', `${SIZE} head_frontier`])
  })

  it('when its text is changed and chained again with the key: then the next link is broken', async () => {
    const faults = await faultsAfter((log, row) => {
      log.rows[4] = chain(edited(row), (log.rows[3] as Row).entryHash)
    })
    expect(faults).toEqual(['6 entry_hash', `${SIZE} head_frontier`])
  })

  it('when one bit of any stored hash or of the nonce is flipped', async () => {
    const flipped = (bytes: Buffer, bit: number) =>
      Buffer.from(bytes.map((b, i) => (i === bit >> 3 ? b ^ (1 << (bit & 7)) : b)))
    await fc.assert(
      fc.asyncProperty(fc.nat(255), async (bit) => {
        expect(await faultsAfter((log, row) => replace(log, { leafHash: flipped(row.leafHash, bit) }))).toEqual([
          '5 leaf_hash',
          '5 entry_hash',
          `${SIZE} head_frontier`,
        ])
        expect(await faultsAfter((log, row) => replace(log, { entryHash: flipped(row.entryHash, bit) }))).toEqual([
          '5 entry_hash',
          '6 entry_hash',
        ])
        expect(await faultsAfter((log, row) => replace(log, { nonce: flipped(row.nonce, bit % 128) }))).toEqual([
          '5 entry_hash',
        ])
      }),
      { numRuns: 20 },
    )
  })

  it('when any one character of any text is changed', async () => {
    const log = makeLog()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(SIZE - 1),
        fc.nat(2_000),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (index, at, insert) => {
          const row = log.rows[index] as Row
          const text = row.canonical ?? ''
          const changed = text.slice(0, at % text.length) + insert + text.slice((at % text.length) + 1)
          fc.pre(changed !== text)
          const rows = log.rows.with(index, { ...row, canonical: changed })
          const faults = await faultsOf({ rows, head: log.head })
          expect(faults).toContain(`${row.seq} leaf_hash`)
          expect(faults.every((fault) => fault.startsWith(`${row.seq} `))).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each(['id', 'action', 'actorType', 'actorId', 'outcome', 'source'] as const)(
    'when its column %s is changed or emptied',
    async (name) => {
      for (const value of ['other', null]) {
        expect(await faultsAfter((log, row) => replace(log, { columns: { ...row.columns, [name]: value } }))).toEqual([
          '5 columns',
        ])
      }
    },
  )

  it('when its time or its tenant is changed beside the text', async () => {
    expect(await faultsAfter((log) => replace(log, { recordedAt: '2027-01-15T08:00:04.500000Z' }))).toEqual([
      '5 columns',
    ])
    expect(await faultsAfter((log) => replace(log, { recordedAt: '2020-01-01T00:00:00.000000Z' }))).toEqual([
      '5 columns',
      '5 recorded_at',
    ])
    expect(await faultsAfter((log) => replace(log, { tenantId: newId() }))).toEqual(['5 tenant'])
  })

  it('when a personal value, salt or path is changed, swapped, added or taken away', async () => {
    const two = (row: Row) => ({
      paths: [...row.personalPaths],
      salts: [...row.personalSalts],
      values: [...row.personalValues],
    })
    const at4 = async (change: (row: Row) => Partial<Row>) => {
      const log = makeLog()
      log.rows[3] = { ...(log.rows[3] as Row), ...change(log.rows[3] as Row) }
      return faultsOf(log)
    }
    expect((makeLog().rows[3] as Row).personalPaths).toEqual(['/actor/name', '/context/ip'])
    const changes: ((row: Row) => Partial<Row>)[] = [
      (row) => ({ personalValues: ['"Eve"', ...two(row).values.slice(1)] }),
      (row) => ({ personalValues: [' "Ada"', ...two(row).values.slice(1)] }),
      (row) => ({ personalValues: two(row).values.reverse() }),
      (row) => ({ personalSalts: two(row).salts.reverse() }),
      (row) => ({ personalSalts: [Buffer.alloc(16), ...two(row).salts.slice(1)] }),
      (row) => ({ personalSalts: [Buffer.alloc(0), ...two(row).salts.slice(1)] }),
      (row) => ({ personalSalts: [null, ...two(row).salts.slice(1)] }),
      (row) => ({ personalValues: [null, ...two(row).values.slice(1)] }),
      (row) => ({ personalPaths: two(row).paths.reverse() }),
      (_row) => ({ personalPaths: ['/actor/email', '/context/ip'] }),
      () => ({ personalPaths: [], personalSalts: [], personalValues: [] }),
      (row) => ({ personalSalts: two(row).salts.slice(1) }),
      (row) => ({ personalValues: [...two(row).values, '"more"'] }),
      (row) => ({
        personalPaths: [...two(row).paths, '/x'],
        personalSalts: [...two(row).salts, Buffer.alloc(16)],
        personalValues: [...two(row).values, '"x"'],
      }),
    ]
    for (const change of changes) expect(new Set(await at4(change))).toEqual(new Set(['4 commitment']))
  })

  it('when a hash does not have its length', async () => {
    expect(await faultsAfter((log) => replace(log, { leafHash: Buffer.alloc(31) }))).toEqual(['5 leaf_hash', '5 form'])
    expect(await faultsAfter((log) => replace(log, { nonce: Buffer.alloc(17) }))).toEqual(['5 form'])
    expect(await faultsAfter((log) => replace(log, { entryHash: Buffer.alloc(0) }))).toEqual(['5 form'])
  })

  it('when another, wholly valid event of the same log stands in its place', async () => {
    const faults = await faultsAfter((log) => {
      log.rows[4] = { ...(log.rows[7] as Row), seq: 5 }
    })
    expect(faults).toEqual([
      '5 columns',
      '5 chain_key',
      '5 entry_hash',
      '6 recorded_at',
      '6 entry_hash',
      `${SIZE} head_frontier`,
    ])
  })
})

describe('the order of events', () => {
  it('shows what is missing in the middle, at the start and at the end, and nothing else', async () => {
    expect(
      await faultsAfter((log) => {
        log.rows.splice(4, 1)
      }),
    ).toEqual(['5 seq'])
    expect(
      await faultsAfter((log) => {
        log.rows.splice(0, 3)
      }),
    ).toEqual(['1 seq'])
    expect(
      await faultsAfter((log) => {
        log.rows.splice(9)
      }),
    ).toEqual(['10 seq'])
    expect(
      await faultsAfter((log) => {
        log.rows.length = 0
      }),
    ).toEqual(['1 seq'])
    const log = makeLog()
    log.rows.splice(3, 3)
    expect((await verify(log)).faults).toEqual([{ seq: 4, check: 'seq', detail: 'Events 4 to 6 are missing.' }])
  })

  it('still finds an edit after a gap', async () => {
    const faults = await faultsAfter((log) => {
      log.rows[8] = edited(log.rows[8] as Row)
      log.rows.splice(4, 1)
    })
    expect(faults).toEqual(['5 seq', '9 leaf_hash'])
  })

  it('shows an event that comes again, before or after the true one', async () => {
    expect(
      await faultsAfter((log, row) => {
        log.rows.splice(5, 0, row)
      }),
    ).toEqual(['5 seq'])
    expect(
      await faultsAfter((log, row) => {
        log.rows.splice(8, 0, row)
      }),
    ).toEqual(['5 seq'])
    const forged = await faultsAfter((log, row) => {
      log.rows.splice(5, 0, edited(row))
    })
    expect(forged).toEqual(['5 seq', '5 leaf_hash'])
  })

  it('shows events that were exchanged', async () => {
    const faults = await faultsAfter((log, row) => {
      log.rows[4] = log.rows[5] as Row
      log.rows[5] = row
    })
    expect(faults).toEqual(['5 seq', '5 seq'])
  })

  it('shows an event put in at the end with the chain key, which the head does not know', async () => {
    const log = makeLog(SIZE + 1)
    const shorter = headOf(log.rows.slice(0, SIZE), [])
    expect(
      await faultsOf({ rows: log.rows, head: { ...shorter, frontier: makeLog().head.frontier, mac: shorter.mac } }),
    ).toEqual([`${SIZE} head_mac`, `${SIZE} head_size`])
  })

  it('shows times that run backwards, though everything was hashed so', async () => {
    const log = makeLog(1)
    const first = log.rows[0] as Row
    const text = (first.canonical ?? '')
      .replace('"seq":1,', '"seq":2,')
      .replace(first.recordedAt, '2020-01-01T00:00:00.000000Z')
    const second = chain(
      { ...first, seq: 2, recordedAt: '2020-01-01T00:00:00.000000Z', canonical: text },
      first.entryHash,
    )
    const frontier = appendToFrontier([first.leafHash], 1, second.leafHash)
    expect(await faultsOf({ rows: [first, second], head: headOf([first, second], frontier) })).toEqual([
      '2 recorded_at',
    ])
  })
})

describe('what was hashed must be an event', () => {
  it.each([
    ['not in RFC 8785 form', (text: string) => text.replace('"v":1', '"v": 1')],
    ['no event', () => '{}'],
    ['no JSON', () => '{'],
    ['one with a member too many', (text: string) => text.replace('"v":1}', '"v":1,"z":1}')],
  ])('a text that is %s is a fault, though all hashes fit', async (_what, change) => {
    const log = makeLog(1)
    const row = log.rows[0] as Row
    const forged = chain({ ...row, canonical: change(row.canonical ?? '') }, GENESIS)
    expect(await faultsOf({ rows: [forged], head: headOf([forged], [forged.leafHash]) })).toEqual(['1 canonical'])
  })

  it('and one of this tenant and this number', async () => {
    const log = makeLog(1)
    const row = log.rows[0] as Row
    for (const [from, to] of [
      ['"seq":1,', '"seq":2,'],
      [tenantId, newId()],
    ] as const) {
      const forged = chain({ ...row, canonical: (row.canonical ?? '').replace(from, to) }, GENESIS)
      expect(await faultsOf({ rows: [forged], head: headOf([forged], [forged.leafHash]) })).toEqual(['1 columns'])
    }
  })

  it('and a commitment made under another path does not count', async () => {
    const log = makeLog(1)
    const row = log.rows[0] as Row
    const other = commitTo({
      path: '/actor/email',
      salt: row.personalSalts[0] as Buffer,
      value: row.personalValues[0] as string,
    })
    const forged = chain(
      { ...row, canonical: (row.canonical ?? '').replace(/"\/actor\/name":"[^"]+"/, `"/actor/name":"${other}"`) },
      GENESIS,
    )
    expect(await faultsOf({ rows: [forged], head: headOf([forged], [forged.leafHash]) })).toEqual(['1 commitment'])
  })
})

describe('chain keys', () => {
  it('must exist and cover the number', async () => {
    expect(await faultsAfter((log) => replace(log, { chainKeyId: 9 }))).toEqual(['5 chain_key'])
    const early = await faultsAfter((log, row) => {
      const previous = (log.rows[3] as Row).entryHash
      log.rows[4] = { ...chain({ ...row, chainKeyId: 2 }, previous), leafHash: row.leafHash }
    })
    expect(early).toEqual(['5 chain_key', '6 entry_hash'])
    const late = makeLog()
    const last = chain({ ...(late.rows[11] as Row), chainKeyId: 1 }, (late.rows[10] as Row).entryHash)
    late.rows[11] = last
    expect(await faultsOf({ rows: late.rows, head: headOf(late.rows, late.head.frontier) })).toEqual([
      '12 chain_key',
      '12 chain_key',
    ])
  })

  it('must be the right ones', async () => {
    const log = makeLog(3)
    const wrong = { tenantId, chainKey: () => ({ secret: Buffer.alloc(32, 9), firstSeq: 1, lastSeq: null }) }
    const { faults } = await verifyChain([log.rows], log.head, wrong)
    expect(faults.map(({ seq, check }) => `${seq} ${check}`)).toEqual([
      '1 entry_hash',
      '2 entry_hash',
      '3 entry_hash',
      '3 head_mac',
    ])
  })
})

describe('the head', () => {
  const resealed = (head: Head, change: Partial<AuditHead>): Head => {
    const next = { ...head, ...change }
    return { ...next, mac: headMac((KEYS[next.chainKeyId] as ChainKey).secret, next) }
  }

  it.each<[what: string, change: Partial<AuditHead>, check: string]>([
    ['entry hash', { entryHash: Buffer.alloc(32, 7) }, 'head_entry_hash'],
    ['time', { lastRecordedAt: '2030-01-01T00:00:00.000000Z' }, 'head_recorded_at'],
    ['missing time', { lastRecordedAt: null }, 'head_recorded_at'],
    ['frontier', { frontier: [Buffer.alloc(32), Buffer.alloc(32)] }, 'head_frontier'],
    ['shorter frontier', { frontier: [] }, 'head_frontier'],
    ['checkpoint beyond the log', { checkpointSize: SIZE + 1 }, 'head_size'],
  ])('must have the right %s, even under a valid MAC', async (_what, change, check) => {
    const { rows, head } = makeLog()
    expect(await faultsOf({ rows, head: resealed(head, change) })).toEqual([`${SIZE} ${check}`])
    expect(await faultsOf({ rows, head: { ...head, ...change } })).toContain(`${SIZE} head_mac`)
  })

  it('must be sealed, be there, and be of this tenant', async () => {
    const { rows, head } = makeLog()
    expect(await faultsOf({ rows, head: { ...head, mac: Buffer.alloc(32) } })).toEqual([`${SIZE} head_mac`])
    expect(await faultsOf({ rows, head: null })).toEqual([`${SIZE} head_missing`])
    expect(await faultsOf({ rows: [], head: null })).toEqual(['1 head_missing'])
    expect(await faultsOf({ rows, head: resealed(head, { tenantId: newId() }) })).toEqual([`${SIZE} tenant`])
    expect(await faultsOf({ rows, head: { ...head, chainKeyId: 9 } })).toEqual([`${SIZE} chain_key`])
    expect(await faultsOf({ rows, head: resealed(head, { chainKeyId: 1 }) })).toEqual([`${SIZE} chain_key`])
  })

  it('cannot be set back to an earlier one: the events after it are found', async () => {
    const { rows } = makeLog()
    const earlier = headOf(
      rows.slice(0, 4),
      rows.slice(0, 4).reduce<Buffer[]>((f, row, i) => appendToFrontier(f, i, row.leafHash), []),
    )
    expect(await faultsOf({ rows, head: earlier })).toEqual(['4 head_size'])
  })
})

describe('a log full of faults', () => {
  it('is read to the end; all faults are counted and the first are listed', async () => {
    const log = makeLog(300)
    const rows = log.rows.map((row) => edited(row))
    const verifier = new ChainVerifier({ ...options, maxFaults: 10 })
    for (const batch of inBatches(rows, 50)) await verifier.add(batch)
    const found = await verifier.finish(log.head)
    expect(found).toMatchObject({ checked: 300, headSeq: 300, faultCount: 300, faultyEvents: 300 })
    expect(found.faults.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect((await verifyChain([rows], log.head, options)).faults).toHaveLength(100)
  })
})
