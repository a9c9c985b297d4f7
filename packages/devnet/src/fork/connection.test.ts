import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '@subnetkit/base'
import { createManualClock } from '@subnetkit/base/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Devnet } from '../devnet.js'
import { createConnection } from './connection.js'
import { loadFork } from './load.js'
import { portsTo } from './testing/ports.js'
import { createSource, sourceNetuid as netuid } from './testing/source.js'
import { Transient } from './transport.js'

let source: Devnet
let honest: Awaited<ReturnType<typeof loadFork>>
let server: Server | undefined

beforeAll(async () => {
  source = await createSource({ validators: 1, miners: 1 })
  honest = await loadFork({ endpoint: 'ws://node.example', netuid }, portsTo(source))
})
afterAll(() => source.close())
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

interface Request {
  readonly id: number
  readonly method: string
  readonly params: unknown[]
}

/** Behaviour of a node at a request; undefined is an honest answer. */
type Mood = (count: number, socket: WebSocket, request: Request) => string | undefined | 'silent'

/** Listens as a node of that mood before the source, and refuses so many handshakes with 429. */
async function listen(mood: Mood, busyHandshakes = 0): Promise<string> {
  const http = createServer((_, response) => response.writeHead(400).end())
  server = http
  const sockets = new WebSocketServer({ noServer: true })
  let [handshakes, count] = [0, 0]
  http.on('upgrade', (request, socket, head) => {
    if (handshakes++ < busyHandshakes) {
      socket.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', async (data) => {
        const call = JSON.parse(String(data)) as Request
        const special = mood(++count, client, call)
        if (special === 'silent') return
        client.send(special ?? (await honestly(call)))
      })
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`
}

/** The answer of the source, as text. */
const honestly = ({ id, method, params }: Request): Promise<string> =>
  source.provider.send(method, params).then(
    (result) => JSON.stringify({ jsonrpc: '2.0', id, result }),
    ({ code, message }) => errorOf(id, code, message),
  )

/** Reads the subnet over a real socket, with short pauses. */
function read(endpoint: string, requestMs = 60_000) {
  const connect = () => createConnection(endpoint, { clock: systemClock, requestMs, maxBytes: 2 ** 22 })
  return loadFork({ endpoint, netuid }, { ...portsTo(source), connect })
}

const errorOf = (id: number, code: number, message: string) =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })

describe('a fork comes out the same from an endpoint that', () => {
  test.each<[string, Mood]>([
    ['behaves', () => undefined],
    [
      'drops the connection again and again',
      (count, socket) => {
        if (count % 40 !== 0) return undefined
        socket.terminate()
        return 'silent'
      },
    ],
    [
      'limits the rate',
      (count, _, { id }) => (count % 10 === 0 ? errorOf(id, -32029, 'rate limited') : undefined),
    ],
    [
      'is busy',
      (count, _, { id }) => (count % 10 === 0 ? errorOf(id, -32000, 'Too many requests') : undefined),
    ],
    ['answers with garbage', (count) => (count % 50 === 0 ? '{"jsonrpc":' : undefined)],
    ['answers with a list', (count) => (count % 50 === 0 ? 'null' : undefined)],
    [
      'answers what nobody asked',
      (count, socket) => {
        if (count % 10 === 0) socket.send('{"jsonrpc":"2.0","id":1000000,"result":[]}')
        return undefined
      },
    ],
  ])('%s', async (_, mood) => {
    expect((await read(await listen(mood))).fork).toEqual(honest.fork)
  })

  test('refuses the first handshakes with 429 (defect: four were too many)', async () => {
    expect((await read(await listen(() => undefined, 6))).fork).toEqual(honest.fork)
  })
})

describe('a fork fails with a code from an endpoint that', () => {
  test.each<[string, Mood, string]>([
    ['limits the rate for ever', (_, __, { id }) => errorOf(id, -32029, 'rate limited'), 'FORK_UNREACHABLE'],
    ['only sends garbage', () => 'garbage', 'FORK_UNREACHABLE'],
    ['lacks a method', (_, __, { id }) => errorOf(id, -32601, 'Method not found'), 'FORK_REFUSED'],
    [
      'has forgotten the block',
      (_, __, { id, method }) =>
        method.startsWith('state_') ? errorOf(id, 4003, 'State already discarded for 0x00') : undefined,
      'FORK_REFUSED',
    ],
    [
      'defect: answers with neither a result nor an error',
      (_, __, { id, method }) =>
        method === 'chain_getHeader' ? JSON.stringify({ jsonrpc: '2.0', id }) : undefined,
      'FORK_BLOCK',
    ],
    [
      'defect: answers with a header that is no object',
      (_, __, { id, method }) =>
        method === 'chain_getHeader' ? JSON.stringify({ jsonrpc: '2.0', id, result: 5 }) : undefined,
      'FORK_INCONSISTENT',
    ],
    ['sends more than it may', () => ' '.repeat(2 ** 23), 'FORK_UNREACHABLE'],
  ])('%s', async (_, mood, code) => {
    await expect(read(await listen(mood))).rejects.toMatchObject({ code, fix: expect.any(String) })
  })

  test('never answers', async () => {
    await expect(read(await listen(() => 'silent'), 5)).rejects.toMatchObject({ code: 'FORK_UNREACHABLE' })
  })

  test('drips an answer, which holds up all others', async () => {
    const drip: Mood = (count, socket) => {
      if (count < 20) return undefined
      // The head of a frame of 16 KiB, of which little more ever comes.
      const raw = (socket as unknown as { _socket: { write(data: Uint8Array): void } })._socket
      if (count === 20) raw.write(Uint8Array.of(0x81, 126, 0x40, 0))
      raw.write(Uint8Array.of(0x20))
      return 'silent'
    }
    await expect(read(await listen(drip), 50)).rejects.toMatchObject({ code: 'FORK_UNREACHABLE' })
  })

  test('defect: lies once, and is asked nothing more after that', async () => {
    let asked = 0
    const lying: Mood = (count, _, { id, method }) => {
      asked = count
      return method === 'state_queryStorageAt'
        ? JSON.stringify({ jsonrpc: '2.0', id, result: null })
        : undefined
    }
    const endpoint = await listen(lying)
    await expect(read(endpoint)).rejects.toMatchObject({ code: 'FORK_INCONSISTENT' })
    const before = asked
    for (let turns = 0; turns < 500; turns++) await nextTurn()
    // Those that were on their way arrive; none of those that waited behind them is sent.
    expect(asked - before).toBeLessThanOrEqual(8)
  })

  test('a drip once is no reason to fail', async () => {
    let isFirst = true
    const drip: Mood = (_, socket, { method }) => {
      if (!isFirst || method !== 'state_queryStorageAt') return undefined
      isFirst = false
      const raw = (socket as unknown as { _socket: { write(data: Uint8Array): void } })._socket
      raw.write(Uint8Array.of(0x81, 126, 0x40, 0, 0x20))
      return 'silent'
    }
    expect((await read(await listen(drip), 400)).fork).toEqual(honest.fork)
  })

  test('is not there', async () => {
    await expect(read('ws://127.0.0.1:1')).rejects.toMatchObject({ code: 'FORK_UNREACHABLE' })
  })

  test('keys of accounts in an endpoint are not in its errors', async () => {
    const error = await read('ws://127.0.0.1:1/v1/secret-key').catch((thrown: Error) => thrown)
    expect(String(error)).not.toContain('secret-key')
  })
})

test('the time for all of it is limited', async () => {
  const clock = createManualClock()
  const ports = portsTo(source, () => Promise.reject(new Transient('busy')), {
    clock,
    limits: { deadlineMs: 600, pauseMs: 8_000 },
  })
  const loading = loadFork({ endpoint: 'ws://node.example', netuid }, ports)
  await expect(clock.runUntil(loading)).rejects.toMatchObject({
    code: 'FORK_UNREACHABLE',
    message: expect.stringContaining('within 0.6 s'),
  })
})
