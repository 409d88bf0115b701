const format = new Intl.NumberFormat('en-US')

/** `20,412` */
export function formatCount(value: number): string {
  return format.format(value)
}

/** `1 event`, `20,412 events` */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${format.format(value)} ${value === 1 ? one : many}`
}
