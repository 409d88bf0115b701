import { makeServer } from '#server/http/shell/make-server.ts'
import { env } from '#server/platform/env.ts'
import { settingsOf, urlsOf } from '#testing/test-cluster.ts'

// The stack of main.ts in front of the machine application. Pages are left out: no machine path reaches them.
const port = Number(process.argv[2])
const nowhere = urlsOf({ superuserUrl: 'postgres://postgres@127.0.0.1:1' }, 'none')
Object.assign(process.env, settingsOf(nowhere), { GATEHOUSE_URL: `http://127.0.0.1:${port}`, LOG_LEVEL: 'info' })
makeServer(env(), (_request, response) => response.writeHead(404).end()).listen(port, '127.0.0.1', () =>
  process.send?.('ready'),
)
process.on('disconnect', () => process.exit())
