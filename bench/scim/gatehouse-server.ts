import { makeServer } from '#server/http/shell/make-server.ts'
import { env } from '#server/platform/env.ts'

// The stack of main.ts in front of the machine application, on the database that the environment names.
const port = Number(process.argv[2])
process.env['GATEHOUSE_URL'] = `http://127.0.0.1:${port}`
// What is measured is how fast it can answer, not how fast it lets one tenant ask.
process.env['SCIM_REQUESTS_PER_SECOND'] = '1000000'
makeServer(env(), (_request, response) => response.writeHead(404).end()).listen(port, '127.0.0.1', () =>
  process.send?.('ready'),
)
process.on('disconnect', () => process.exit())
