import { createServer } from 'node:http'

// Answers what the other server answers, read from it once, with the two headers that a body needs.
const [port = '', other = '', ...paths] = process.argv.slice(2)
const origin = `http://127.0.0.1:${other}`
const answers = new Map<string, { type: string; body: string }>()

async function learn(path: string): Promise<void> {
  const response = await fetch(origin + path)
  if (response.status !== 200) throw new Error(`${path} answers ${response.status}`)
  answers.set(path, { type: response.headers.get('content-type') ?? '', body: await response.text() })
}

async function whenUp(): Promise<void> {
  for (;;) {
    try {
      await fetch(`${origin}/health`)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

await whenUp()
await Promise.all(paths.map(learn))
createServer((request, response) => {
  const answer = answers.get(request.url ?? '')
  if (answer === undefined) return response.writeHead(404).end()
  return response
    .writeHead(200, { 'Content-Type': answer.type, 'Content-Length': Buffer.byteLength(answer.body) })
    .end(answer.body)
}).listen(Number(port), '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit())
