const HEARTBEAT_MS = 15_000

/**
 * Lines with the time since the start, one for each step that has something to do.
 * @param {(line: string) => void} [write]
 */
export function makeProgress(write = (line) => console.log(line)) {
  const start = performance.now()
  const elapsed = () => `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(8)
  const say = (text) => write(`${elapsed()}  ${text}`)
  return {
    say,
    /**
     * @template T
     * @param {string} text
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    async step(text, work) {
      say(text)
      const heartbeat = setInterval(
        () => say(`still ${text[0].toLowerCase()}${text.slice(1).replace(/ \(.*\)$/, '')}`),
        HEARTBEAT_MS,
      )
      try {
        return await work()
      } finally {
        clearInterval(heartbeat)
      }
    },
  }
}
