/** What waits under one key, and whether a batch of it is under way. */
type Queue<I, O> = { waiting: Waiting<I, O>[]; running: boolean }
type Waiting<I, O> = { item: I; resolve: (result: O) => void; reject: (error: unknown) => void }
export type Queues<I, O> = Map<string, Queue<I, O>>
/** One item's end: results are told apart, because one that fails must not fail the others. */
export type Outcome<O> = { value: O } | { error: unknown }

const AT_MOST = 64

/**
 * Does now what comes alone, and together what comes while the batch before it is under way: nobody waits for
 * company, and the more there is to do the cheaper each becomes.
 *
 * @param run does a batch of 1 to 64 items in their order and answers an outcome for each; what it throws fails all
 */
export function workInBatches<I, O>(
  queues: Queues<I, O>,
  key: string,
  item: I,
  run: (items: I[]) => Promise<Outcome<O>[]>,
): Promise<O> {
  let queue = queues.get(key)
  if (!queue) {
    queue = { waiting: [], running: false }
    queues.set(key, queue)
  }
  const { waiting } = queue
  const done = new Promise<O>((resolve, reject) => waiting.push({ item, resolve, reject }))
  if (!queue.running) void runAll(queues, key, queue, run)
  return done
}

async function runAll<I, O>(
  queues: Queues<I, O>,
  key: string,
  queue: Queue<I, O>,
  run: (items: I[]) => Promise<Outcome<O>[]>,
): Promise<void> {
  queue.running = true
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, AT_MOST)
    try {
      const outcomes = await run(batch.map(({ item }) => item))
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index]
        if (outcome && 'value' in outcome) resolve(outcome.value)
        else reject(outcome?.error)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  queues.delete(key)
}
