import type { SeededRandom } from './seeded-random.ts'

export const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** How much happens in each UTC hour of a working day: a European morning, a lunch dip, an American afternoon. */
const WORKING_HOURS = [0.2, 0.1, 0.1, 0.1, 0.3, 1, 4, 11, 16, 17, 15, 12, 9, 13, 16, 15, 12, 8, 5, 3, 2, 1, 0.6, 0.3]
const WEEKEND = { saturday: 0.09, sunday: 0.06 }

export function isWeekend(day: Date): boolean {
  return day.getUTCDay() === 0 || day.getUTCDay() === 6
}

/**
 * How many of `total` events fall on each UTC day that begins at `days`: few at weekends, slightly
 * more from week to week, no two days alike. The last day counts only as far as it has come.
 */
export function eventsByDay(days: readonly Date[], total: number, end: Date, random: SeededRandom): number[] {
  const weights = days.map((day, index) => {
    const weekday = day.getUTCDay()
    const usual = weekday === 6 ? WEEKEND.saturday : weekday === 0 ? WEEKEND.sunday : weekday === 5 ? 0.86 : 1
    const growth = 0.85 + (0.3 * index) / days.length
    const noise = 0.85 + random.next() * 0.3
    return usual * growth * noise * shareOfDay(day, end)
  })
  const sum = weights.reduce((left, right) => left + right, 0)
  const exact = weights.map((weight) => (weight / sum) * total)
  const counts = exact.map(Math.floor)
  let rest = total - counts.reduce((left, right) => left + right, 0)
  const byFraction = exact
    .map((value, index) => ({ index, fraction: value % 1 }))
    .sort((a, b) => b.fraction - a.fraction)
  for (const { index } of byFraction) {
    if (rest === 0) break
    counts[index] = (counts[index] ?? 0) + 1
    rest -= 1
  }
  return counts
}

/** A moment of the working rhythm on the UTC day that begins at `day`, before `end`. */
export function workingMoment(day: Date, end: Date, random: SeededRandom): Date {
  const hours = hoursBefore(day, end)
  const hour = random.weighted(hours)
  const span = Math.min(HOUR_MS, end.getTime() - day.getTime() - hour * HOUR_MS)
  return new Date(day.getTime() + hour * HOUR_MS + Math.floor(random.next() * Math.max(span, 1)))
}

/** The working hours that lie before `end`; at night just after midnight, whatever there is. */
function hoursBefore(day: Date, end: Date): number[] {
  const passed = Math.min(24, Math.max(1, Math.ceil((end.getTime() - day.getTime()) / HOUR_MS)))
  return WORKING_HOURS.slice(0, passed)
}

function shareOfDay(day: Date, end: Date): number {
  const whole = WORKING_HOURS.reduce((sum, weight) => sum + weight, 0)
  if (end.getTime() - day.getTime() >= DAY_MS) return 1
  return hoursBefore(day, end).reduce((sum, weight) => sum + weight, 0) / whole
}
