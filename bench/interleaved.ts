import type { Result } from './report.ts'

export type Side = () => Promise<unknown>
export type Comparison = {
  work: string
  ours: Side
  reference: Side
  concurrency: number
  aim: number
  /** Rounds that count; two more come first and do not. */
  rounds?: number
  millisecondsARound?: number
}

/**
 * Times both sides in turn, in short rounds, so that whatever else the machine does meets both alike.
 * The figures are medians over the rounds; the ratio is the median of the rounds' own ratios.
 */
export async function interleaved(comparison: Comparison): Promise<Result> {
  const { work, concurrency, aim, rounds = 15, millisecondsARound = 400 } = comparison
  const ours: number[] = []
  const reference: number[] = []
  for (let round = -2; round < rounds; round += 1) {
    // Who goes first changes, so that neither always follows the other's garbage.
    const oursFirst = round % 2 === 0
    const first = await rate(oursFirst ? comparison.ours : comparison.reference, concurrency, millisecondsARound)
    const second = await rate(oursFirst ? comparison.reference : comparison.ours, concurrency, millisecondsARound)
    if (round < 0) continue
    ours.push(oursFirst ? first : second)
    reference.push(oursFirst ? second : first)
  }
  return rateResult(work, ours, reference, aim)
}

/** The result of rounds whose figures are rates a second. */
export function rateResult(work: string, ours: readonly number[], reference: readonly number[], aim: number): Result {
  const ratio = median(ours.map((value, round) => value / (reference[round] as number)))
  return {
    work,
    ours: Math.round(median(ours)),
    reference: Math.round(median(reference)),
    unit: '1/s',
    ratio: Math.round(ratio * 1000) / 1000,
    aim,
    lowerIsBetter: false,
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

async function rate(side: Side, concurrency: number, milliseconds: number): Promise<number> {
  const started = performance.now()
  const until = started + milliseconds
  let done = 0
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < until) {
        await side()
        done += 1
      }
    }),
  )
  return (done / (performance.now() - started)) * 1000
}
