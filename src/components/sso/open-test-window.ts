type TestWindow = {
  start: () => Promise<string>
  onFailure: (error: unknown) => void
  onClosed: () => void
}

/** Opened at once, in the click itself: browsers block windows that open later. */
export async function openTestWindow({ start, onFailure, onClosed }: TestWindow): Promise<void> {
  const opened = window.open('about:blank', '_blank', 'popup,width=720,height=860')
  try {
    const url = await start()
    if (!opened) {
      window.location.assign(url)
      return
    }
    opened.location.href = url
    const watch = window.setInterval(() => {
      if (!opened.closed) return
      window.clearInterval(watch)
      onClosed()
    }, 500)
  } catch (error) {
    opened?.close()
    onFailure(error)
  }
}
