const CHANNEL = 'gatehouse-confirmed'
const LONGEST_MS = 10 * 60 * 1000

/** A fresh sign-in at the provider, in a window of its own; true once it has come back to us. */
export function confirmByProvider(url: string): Promise<boolean> {
  const channel = new BroadcastChannel(CHANNEL)
  const opened = window.open(url, 'gatehouse-confirm', 'popup,width=520,height=720')
  if (!opened) {
    channel.close()
    return Promise.resolve(false)
  }
  return new Promise((resolve) => {
    const end = (confirmed: boolean) => {
      clearTimeout(limit)
      channel.close()
      resolve(confirmed)
    }
    const limit = setTimeout(() => end(false), LONGEST_MS)
    channel.onmessage = () => end(true)
  })
}

/** Called in that window by the page it comes back to. */
export function sayConfirmed(): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('confirmed')
  channel.close()
}
