import { EventEmitter, once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from './create-miner-client.js'

const protocol = {
  ask: synapse({ input: z.string(), output: z.string(), deadline: 400 }),
  patient: synapse({ input: z.string(), output: z.string(), deadline: '30s' }),
}
const hotkey = createKeypair('//Bob').address
const answer = '{"result":{"data":"x"}}'

const servers: Server[] = []
const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server) {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { hotkey, host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}
const http = (behave: RequestListener) => listen(createServer(behave))
/** Behaves like this once a request has arrived. */
const tcp = (behave: (socket: Socket) => void) =>
  listen(createTcpServer((socket) => void socket.once('data', () => behave(socket))))

function repeat(socket: Socket, text: string) {
  const timer = setInterval(() => socket.write(text), 5)
  socket.on('close', () => clearInterval(timer))
}

const head = 'HTTP/1.1 200 OK\r\n'
const hostile: Readonly<Record<string, (socket: Socket) => void>> = {
  silence: () => {},
  'slow headers': (socket) => {
    socket.write(head)
    repeat(socket, 'x-a: b\r\n')
  },
  'a dripping header': (socket) => {
    socket.write(`${head}x-a: `)
    repeat(socket, 'a')
  },
  'a dripping body': (socket) => {
    socket.write(`${head}content-length: 100000\r\n\r\n`)
    repeat(socket, ' ')
  },
  'dripping chunks': (socket) => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`)
    repeat(socket, '1\r\n \r\n')
  },
  'endless informational answers': (socket) => repeat(socket, 'HTTP/1.1 102 Processing\r\n\r\n'),
  'huge headers': (socket) => socket.write(`${head}x-a: ${'a'.repeat(100_000)}\r\n\r\n`),
  garbage: (socket) => socket.write(Buffer.from([0, 255, 13, 10, 1, 2, 3])),
  reset: (socket) => socket.resetAndDestroy(),
  'half an answer': (socket) => socket.end(`${head}content-length: 100\r\n\r\n{`),
}

it.each(Object.entries(hostile))('%s ends at the deadline at the latest', async (_, behave) => {
  const endpoint = await tcp(behave)
  await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
  const { kind } = await client.query(endpoint, 'ask', 'x')
  expect(['absent', 'malformed']).toContain(kind)
})

it('a fan-out to 256 miners, a quarter of them hostile, ends, and the others answer', async () => {
  const behaviours = Object.values(hostile)
  const miners = await Promise.all(
    Array.from({ length: 256 }, (_, index) =>
      index % 4 === 0
        ? tcp(behaviours[(index / 4) % behaviours.length]!)
        : http((request, response) => request.resume().on('end', () => response.end(answer))),
    ),
  )
  await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
  // The honest ones have time enough on a busy machine.
  const results = await Promise.all(
    miners.map((miner, index) => client.query(miner, index % 4 === 0 ? 'ask' : 'patient', 'x')),
  )
  const kinds = results.map(({ kind }) => kind)
  expect(kinds.filter((kind, index) => (kind === 'ok') !== (index % 4 !== 0))).toEqual([])
  // The burst itself may hold up a busy process for longer than the short deadline.
  const ours = results.flatMap((result) => (result.kind === 'ours' ? [result.code] : []))
  expect(ours.filter((code) => code !== 'CALLER_STALLED')).toEqual([])
})

it('an abort reaches the socket', async () => {
  const requests = new EventEmitter()
  const accepted = once(requests, 'request')
  const endpoint = await tcp((socket) => requests.emit('request', socket))
  const round = new AbortController()
  await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
  const asked = client.query(endpoint, 'patient', 'x', { signal: round.signal })
  const [socket] = await accepted
  const closed = once(socket, 'close')
  round.abort(new Error('the round is over'))
  await closed
  expect(await asked).toMatchObject({ kind: 'ours', code: 'QUERY_ABORTED' })
})

it('so does the deadline', async () => {
  const requests = new EventEmitter()
  const accepted = once(requests, 'request')
  const endpoint = await tcp((socket) => requests.emit('request', socket))
  await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
  const asked = client.query(endpoint, 'ask', 'x')
  const [socket] = await accepted
  await once(socket, 'close')
  expect(await asked).toMatchObject({ kind: 'absent', code: 'RESPONSE_ABSENT' })
})

it('queries beyond the limit of all miners together wait, and it is not the fault of a miner if they miss', async () => {
  let inFlight = 0
  let most = 0
  const behave: RequestListener = (_, response) => {
    most = Math.max(most, ++inFlight)
    setImmediate(() => {
      inFlight--
      response.end(answer)
    })
  }
  const miners = await Promise.all(Array.from({ length: 6 }, () => http(behave)))
  const options = { keypair: createKeypair('//Alice'), maxConcurrent: 2 }
  await using client = createMinerClient({ protocol }, options)
  const results = await Promise.all(miners.map((miner) => client.query(miner, 'patient', 'x')))
  expect(results.map(({ kind }) => kind)).toEqual(Array(6).fill('ok'))
  expect(most).toBe(2)

  const silent = await tcp(() => {})
  const blocked = [silent, silent, silent].map((miner) => client.query(miner, 'ask', 'x'))
  expect((await Promise.all(blocked)).map((result) => ('code' in result ? result.code : 'ok'))).toEqual([
    ...['RESPONSE_ABSENT', 'RESPONSE_ABSENT', 'CLIENT_BUSY'],
  ])
})

it.each(['gzip', 'br'])(
  'defect: an answer with the content encoding %s was read as it came',
  async (encoding) => {
    const endpoint = await http((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(answer),
    )
    await using client = createMinerClient({ protocol }, { keypair: createKeypair('//Alice') })
    const result = await client.query(endpoint, 'patient', 'x')
    expect(result).toMatchObject({ kind: 'malformed', reason: expect.stringContaining(encoding) })
  },
)
