// Miners in one process, each on a port of its own, that answer after a delay; every fourth is hostile in its own way
// if asked for. Arguments: number, delay in ms, `honest` or `hostile`. Serves until its input ends.
import { once } from 'node:events'
import { createServer } from 'node:net'

const [count, delayMs, manners] = process.argv.slice(2)
const body = JSON.stringify({ result: { data: { text: 'an answer' } } })
const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`

const hostile = [
  () => {}, // never answers
  (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'x-more: 1\r\n'), // headers without an end
  (socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n', 'x'), // a body without an end
  (socket) => socket.destroy(),
]

function drip(socket, first, more) {
  socket.write(first)
  const timer = setInterval(() => socket.write(more), 100)
  socket.on('close', () => clearInterval(timer))
}

function minerOf(index) {
  const isHostile = manners === 'hostile' && index % 4 === 0
  const behave = isHostile ? hostile[(index / 4) % hostile.length] : null
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    let left = 0
    socket.on('data', (part) => {
      // One request at a time comes on a connection: its headers say where it ends.
      if (left === 0) left = lengthOf(part)
      left -= part.length
      if (left > 0) return
      left = 0
      if (behave) behave(socket)
      else setTimeout(() => socket.write(head + body), Number(delayMs))
    })
  })
}

function lengthOf(part) {
  const text = part.toString('latin1')
  return text.indexOf('\r\n\r\n') + 4 + Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0)
}

const ports = await Promise.all(
  Array.from({ length: Number(count) }, async (_, index) => {
    const server = minerOf(index).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return server.address().port
  }),
)
process.stdout.write(`${JSON.stringify({ ports })}\n`)
process.stdin.on('end', () => process.exit()).resume()
