import { createServer } from 'node:http'

// Takes a body in full, as any server must that is going to look at it, and answers one that it was given.
const [port = ''] = process.argv.slice(2)
let answer = { type: '', body: '' }
process.on('message', (learned: typeof answer) => {
  answer = learned
  process.send?.('learned')
})
createServer((request, response) => {
  request.on('data', () => {})
  request.on('end', () => {
    response
      .writeHead(201, { 'Content-Type': answer.type, 'Content-Length': Buffer.byteLength(answer.body) })
      .end(answer.body)
  })
}).listen(Number(port), '127.0.0.1', () => process.send?.('ready'))
process.on('disconnect', () => process.exit())
