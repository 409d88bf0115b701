/**
 * Runs the jobs two at a time: two cores are what a machine surely has.
 * @template T
 * @param {(() => Promise<T>)[]} jobs
 * @returns {Promise<T[]>} in the order of the jobs
 */
export async function runPairwise(jobs) {
  const results = new Array(jobs.length)
  const queue = jobs.entries()
  const worker = async () => {
    for (const [index, job] of queue) results[index] = await job()
  }
  await Promise.all([worker(), worker()])
  return results
}
