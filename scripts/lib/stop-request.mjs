/** npm passes a signal on that the terminal has already sent, so one Ctrl-C can arrive twice. */
const SAME_REQUEST_MS = 700

const PARENT_CHECK_MS = 500

/**
 * Ctrl-C, SIGTERM and a closed terminal ask to stop, and so does the end of the npm that runs this;
 * asking again ends at once.
 *
 * @param {{ first: () => void, again: () => void }} handlers
 * @param {{ now?: () => number, source?: Pick<NodeJS.Process, 'on' | 'env' | 'ppid'> }} [surroundings]
 * @returns {Promise<undefined>} resolves at the first request
 */
export function onStopRequest({ first, again }, { now = () => performance.now(), source = process } = {}) {
  const parent = source.ppid
  return new Promise((resolve) => {
    let askedAt
    const asked = () => {
      if (askedAt === undefined) {
        askedAt = now()
        first()
        resolve(undefined)
      } else if (now() - askedAt > SAME_REQUEST_MS) again()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) source.on(signal, asked)
    if (!source.env.npm_lifecycle_event) return
    const watch = setInterval(() => {
      if (source.ppid === parent) return
      clearInterval(watch)
      if (askedAt === undefined) asked()
    }, PARENT_CHECK_MS)
    watch.unref()
  })
}
