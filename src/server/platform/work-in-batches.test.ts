import { describe, expect, it } from 'vitest'
import { type Outcome, type Queues, workInBatches } from './work-in-batches.ts'

/** Batches that end when the test says so. */
function makeWork() {
  const queues: Queues<number, string> = new Map()
  const batches: { items: number[]; end: (outcomes?: Outcome<string>[]) => void; fail: (error: Error) => void }[] = []
  const run = (items: number[]) =>
    new Promise<Outcome<string>[]>((resolve, reject) => {
      batches.push({
        items,
        end: (outcomes = items.map((item) => ({ value: `done ${item}` }))) => resolve(outcomes),
        fail: reject,
      })
    })
  return { queues, batches, add: (item: number, key = 'a') => workInBatches(queues, key, item, run) }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('work in batches', () => {
  it('begins at once with what comes alone', async () => {
    const { batches, add } = makeWork()
    const done = add(1)
    expect(batches.map(({ items }) => items)).toEqual([[1]])
    batches[0]?.end()
    expect(await done).toBe('done 1')
  })

  it('takes together, in order, what comes meanwhile; another key does not wait', async () => {
    const { batches, add, queues } = makeWork()
    const all = [add(1), add(2), add(3), add(9, 'b')]
    expect(batches.map(({ items }) => items)).toEqual([[1], [9]])
    batches[0]?.end()
    await turn()
    expect(batches[2]?.items).toEqual([2, 3])
    batches[1]?.end()
    batches[2]?.end()
    expect(await Promise.all(all)).toEqual(['done 1', 'done 2', 'done 3', 'done 9'])
    await turn()
    expect(queues.size).toBe(0)
  })

  it('gives each its own end, and a failure of the whole to all of it and nobody else', async () => {
    const { batches, add } = makeWork()
    const ends = Promise.allSettled([add(1), add(2), add(3)])
    batches[0]?.fail(new Error('the database is away'))
    await turn()
    batches[1]?.end([{ value: 'kept' }, { error: new Error('taken') }])
    expect(await ends).toMatchObject([
      { reason: { message: 'the database is away' } },
      { value: 'kept' },
      { reason: { message: 'taken' } },
    ])
  })

  it('takes at most 64 at once', async () => {
    const { batches, add } = makeWork()
    const all = Array.from({ length: 101 }, (_, index) => add(index))
    for (let index = 0; index < 3; index += 1) {
      batches[index]?.end()
      await turn()
    }
    expect(batches.map(({ items }) => items.length)).toEqual([1, 64, 36])
    await Promise.all(all)
  })
})
