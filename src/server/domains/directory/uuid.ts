const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** An id as Gatehouse writes it. Anything else that a client sends as an id names nothing. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
