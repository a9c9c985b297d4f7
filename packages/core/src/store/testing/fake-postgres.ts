import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/**
 * Starts a server that speaks as much of PostgreSQL's protocol as a test needs: it lets everybody in and answers each
 * query with the same row of texts. With `row` null it never answers.
 */
export async function startFakePostgres(row: Readonly<Record<string, string>> | null) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let isStarted = false
    socket.on('data', (chunk) => {
      if (!isStarted) {
        isStarted = true
        socket.write(Buffer.concat([message('R', int32(0)), ready()]))
        return
      }
      // Every exchange of the extended protocol ends with a Sync.
      if (row !== null && chunk.includes(Buffer.from('S\0\0\0\x04', 'latin1'))) socket.write(answer(row))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `postgres://somebody:hunter2@127.0.0.1:${port}/store`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function answer(row: Readonly<Record<string, string>>): Buffer {
  const names = Object.keys(row)
  const fields = names.map((name) =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(-1), int32(-1), int16(0)]),
  )
  const values = Object.values(row).map((value) =>
    Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]),
  )
  return Buffer.concat([
    message('1', Buffer.alloc(0)),
    message('2', Buffer.alloc(0)),
    message('T', Buffer.concat([int16(names.length), ...fields])),
    message('D', Buffer.concat([int16(names.length), ...values])),
    message('C', Buffer.from('SELECT 1\0')),
    ready(),
  ])
}

const ready = () => message('Z', Buffer.from('I'))

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
