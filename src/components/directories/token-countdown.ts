const HOUR = 3_600_000

/** How long is left, as exactly as it matters: days and hours within a week, hours within a day. */
export function timeLeft(milliseconds: number): string {
  if (milliseconds <= 0) return 'nothing'
  const hours = Math.floor(milliseconds / HOUR)
  if (hours === 0) return 'less than an hour'
  const days = Math.floor(hours / 24)
  if (days === 0) return count(hours, 'hour')
  const rest = hours % 24
  return days >= 7 || rest === 0 ? count(days, 'day') : `${count(days, 'day')}, ${count(rest, 'hour')}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
