import { createSocket, type Socket } from 'node:dgram'

/** TXT records by name; a name that is not there does not exist; `silent` gets no answer and `broken` SERVFAIL. */
export type DnsZone = Map<string, string[] | 'silent' | 'broken'>

/** A DNS server on loopback for TXT questions over UDP (RFC 1035 §4). Answers with its address and how to stop it. */
export async function startDnsServer(zone: DnsZone): Promise<{ address: string; asked: string[]; stop(): void }> {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (question, from) => {
    const name = questionName(question)
    asked.push(name)
    const records = zone.get(name.toLowerCase())
    if (records !== 'silent') socket.send(answerTo(question, name, records), from.port, from.address)
  })
  await listening(socket)
  return { address: `127.0.0.1:${socket.address().port}`, asked, stop: () => socket.close() }
}

function listening(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(0, '127.0.0.1', resolve)
  })
}

function questionName(message: Buffer): string {
  const labels: string[] = []
  for (let at = 12; message[at]; at += (message[at] as number) + 1) {
    labels.push(message.toString('latin1', at + 1, at + 1 + (message[at] as number)))
  }
  return labels.join('.')
}

const TXT = 16
const IN = 1
const SERVFAIL = 2
const NXDOMAIN = 3

function answerTo(message: Buffer, name: string, records: string[] | 'broken' | undefined): Buffer {
  const question = message.subarray(12, 12 + name.length + 2 + 4)
  const values = Array.isArray(records) ? records : []
  const header = Buffer.alloc(12)
  message.copy(header, 0, 0, 2)
  const code = records === 'broken' ? SERVFAIL : records === undefined ? NXDOMAIN : 0
  // Response, recursion desired and available.
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(values.length, 6)
  return Buffer.concat([header, question, ...values.map(textRecord)])
}

/** One TXT record of the questioned name, in strings of at most 255 octets (RFC 1035 §3.3.14). */
function textRecord(value: string): Buffer {
  const octets = Buffer.from(value)
  const strings: Buffer[] = []
  for (let at = 0; at < octets.length; at += 255) {
    const part = octets.subarray(at, at + 255)
    strings.push(Buffer.from([part.length]), part)
  }
  const data = Buffer.concat(strings)
  const head = Buffer.alloc(12)
  // A pointer to the name in the question.
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(TXT, 2)
  head.writeUInt16BE(IN, 4)
  head.writeUInt32BE(0, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
