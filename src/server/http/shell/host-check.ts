const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Which Host values are answered: that of GATEHOUSE_URL, so that a foreign name pointed at this address
 * (DNS rebinding) reaches nothing. Where GATEHOUSE_URL is itself a loopback address, all its spellings are.
 */
export function hostCheck(gatehouseUrl: string): (host: string) => boolean {
  const url = new URL(gatehouseUrl)
  const port = url.port === '' ? '' : `:${url.port}`
  const names = LOOPBACK_NAMES.includes(url.hostname) ? LOOPBACK_NAMES : [url.hostname]
  const allowed = new Set(names.map((name) => name + port))
  if (port === '') {
    const written = url.protocol === 'https:' ? ':443' : ':80'
    for (const name of names) allowed.add(name + written)
  }
  return (host) => allowed.has(host)
}

/** A Host that names this machine, on whatever port. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_NAMES.includes(host.replace(/:\d+$/, ''))
}
