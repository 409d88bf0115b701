import { median } from './interleaved.ts'
import type { Result } from './report.ts'

type Attempt = () => Promise<unknown>
/** Makes ready what one attempt needs, which is not timed. */
export type Prepare = (round: number) => Promise<Attempt>

const RESAMPLES = 2000

/**
 * How far apart two kinds of attempt are in time, for somebody who sees nothing else of them. They take turns, the
 * one that goes first by chance, so that whatever else the machine does meets both alike.
 *
 * The ratio is the slower kind's over the faster one's, whichever that is: 1 tells nothing. Its confidence is a
 * percentile bootstrap over the pairs; where it reaches below 1, which of the two is slower cannot be told.
 */
export async function apart(input: {
  work: string
  ours: Prepare
  reference: Prepare
  rounds: number
  aims: { median: number; p95: number }
}): Promise<Result[]> {
  const pairs: [ours: number, reference: number][] = []
  for (let round = -50; round < input.rounds; round += 1) {
    const [ours, reference] = [await input.ours(round), await input.reference(round)]
    const oursFirst = Math.random() < 0.5
    const first = await milliseconds(oursFirst ? ours : reference)
    const second = await milliseconds(oursFirst ? reference : ours)
    if (round >= 0) pairs.push(oursFirst ? [first, second] : [second, first])
  }
  return (['median', 'p95'] as const).map((name) => {
    const of = name === 'median' ? median : percentile95
    const [ours, reference] = [of(pairs.map(([one]) => one)), of(pairs.map(([, other]) => other))]
    const folded = (ratio: number) => (ours >= reference ? ratio : 1 / ratio)
    const ratios = Array.from({ length: RESAMPLES }, () => {
      const drawn = pairs.map(() => pairs[Math.floor(Math.random() * pairs.length)] as [number, number])
      return folded(of(drawn.map(([one]) => one)) / of(drawn.map(([, other]) => other)))
    }).sort((a, b) => a - b)
    return {
      work: `${input.work}: ${name}`,
      ours: thousandths(ours),
      reference: thousandths(reference),
      unit: 'ms',
      ratio: thousandths(folded(ours / reference)),
      aim: input.aims[name],
      lowerIsBetter: true,
      confidence: {
        low: thousandths(ratios[Math.floor(RESAMPLES * 0.025)] as number),
        high: thousandths(ratios[Math.ceil(RESAMPLES * 0.975) - 1] as number),
      },
    }
  })
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] as number
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000
}

async function milliseconds(attempt: Attempt): Promise<number> {
  const started = performance.now()
  await attempt()
  return performance.now() - started
}
