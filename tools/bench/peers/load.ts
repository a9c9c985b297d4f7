import { connect, type Socket } from 'node:net'

/** Result of one load run. */
export interface Load {
  readonly perSecond: number
  /** From the last byte that was written to the last one that was read, in ms; one for each request. */
  readonly durations: readonly number[]
}

/** Prepared requests, taken one by one; undefined when none is left for this lane. */
export type Take = (lane: number) => Buffer | undefined

/**
 * Sends prepared requests over keep-alive connections, each with one request at a time, and reads the answers without
 * an HTTP client: the load must cost less than any server under it. Throws for any status but 200.
 */
export async function runLoad(port: number, lanes: number, take: Take): Promise<Load> {
  const sockets = await Promise.all(Array.from({ length: lanes }, () => open(port)))
  const durations: number[] = []
  const startedAt = performance.now()
  try {
    await Promise.all(sockets.map((socket, lane) => sendAll(socket, () => take(lane), durations)))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  const ms = performance.now() - startedAt
  return { perSecond: (durations.length / ms) * 1_000, durations }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

function sendAll(socket: Socket, next: () => Buffer | undefined, durations: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0
    let held = ''
    const send = () => {
      const request = next()
      if (!request) return resolve()
      sentAt = performance.now()
      socket.write(request)
    }
    socket.on('error', reject).on('close', () => reject(new Error('the server closed a connection')))
    socket.on('data', (chunk: Buffer) => {
      held += chunk.toString('latin1')
      if (!isComplete(held)) return
      durations.push(performance.now() - sentAt)
      if (!held.startsWith('HTTP/1.1 200')) return reject(new Error(held.slice(0, 600)))
      held = ''
      send()
    })
    send()
  })
}

/** One answer, by its length or to its last chunk. */
function isComplete(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer)
  return length ? answer.length >= end + 4 + Number(length[1]) : answer.endsWith('\r\n0\r\n\r\n')
}
