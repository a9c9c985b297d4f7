import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { type QueryResult, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { createRequestVerifier } from '../btauth/verify-request.js'
import type { Handlers } from '../server/handlers.js'
import { serveProtocol } from '../server/serve-protocol.js'
import { createMinerClient } from './create-miner-client.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')

const protocol = {
  shout: synapse({
    input: z.object({ text: z.string() }),
    output: z.object({ text: z.string(), at: z.string().transform((text) => new Date(text)) }),
    deadline: '5s',
    maxBytes: 1_000,
  }),
  quick: synapse({ input: z.string(), output: z.string(), deadline: 100 }),
  patient: synapse({ input: z.string(), output: z.string(), deadline: '5s' }),
}

const handlers: Handlers<typeof protocol> = {
  shout: ({ input }) => ({ text: input.text.toUpperCase(), at: '2026-01-01T00:00:00Z' }),
  quick: ({ input }) => input,
  patient: ({ input }) => input,
}

async function startMiner() {
  return serveProtocol({
    protocol,
    handlers,
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
  })
}

/** A server that does whatever a test wants, with raw sockets or HTTP. */
async function startRogue(behaviour: { http: RequestListener } | { tcp: (socket: Socket) => void }) {
  const sockets = new Set<Socket>()
  const server = 'http' in behaviour ? createServer(behaviour.http) : createTcpServer(behaviour.tcp)
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {})
    sockets.add(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: { hotkey: bob.address, host: '127.0.0.1', port },
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const createClient = (options = {}) => createMinerClient({ protocol }, { keypair: alice, ...options })
const at = (server: { port: number }, hotkey = bob.address) => ({
  hotkey,
  host: '127.0.0.1',
  port: server.port,
})

describe('a query', () => {
  it('brings the typed output, its schema run once', async () => {
    await using miner = await startMiner()
    await using client = createClient()
    const result = await client.query(at(miner), 'shout', { text: 'hi' })
    expect(result).toMatchObject({
      kind: 'ok',
      output: { text: 'HI', at: new Date('2026-01-01T00:00:00Z') },
      latencyMs: expect.any(Number),
    })
    expectTypeOf(result).toEqualTypeOf<QueryResult<{ text: string; at: Date }>>()
  })

  it('signs every attempt anew', async () => {
    await using miner = await startMiner()
    await using client = createClient()
    const results = await Promise.all(
      Array.from({ length: 40 }, () => client.query(at(miner), 'shout', { text: 'a' })),
    )
    expect(results.map(({ kind }) => kind)).toEqual(Array(40).fill('ok'))
  })

  it('is rejected by the compiler and at run time when it does not fit the protocol', async () => {
    await using client = createClient()
    const nowhere = { hotkey: bob.address, host: '127.0.0.1', port: 9 }
    // @ts-expect-error no such synapse
    await expect(client.query(nowhere, 'whisper', {})).rejects.toMatchObject({ code: 'SYNAPSE_UNKNOWN' })
    // @ts-expect-error wrong input
    await expect(client.query(nowhere, 'shout', { text: 5 })).rejects.toMatchObject({
      code: 'BODY_MALFORMED',
    })
  })
})

describe('an absent miner', () => {
  const absent = (reason: RegExp) => ({
    kind: 'absent',
    code: 'RESPONSE_ABSENT',
    reason: expect.stringMatching(reason),
  })

  it('refuses the connection', async () => {
    const gone = await startMiner()
    await gone.close()
    await using client = createClient()
    expect(await client.query(at(gone), 'shout', { text: 'x' })).toMatchObject(absent(/ECONNREFUSED/))
  })

  it('takes the request and never answers', async () => {
    await using rogue = await startRogue({ tcp: () => {} })
    await using client = createClient()
    expect(await client.query(rogue.endpoint, 'quick', 'x')).toMatchObject(absent(/deadline passed/))
  })

  it('drips its answer byte by byte past the deadline', async () => {
    let dripping: NodeJS.Timeout | undefined
    await using rogue = await startRogue({
      http: (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        dripping = setInterval(() => response.write(' '), 5)
        response.on('close', () => clearInterval(dripping))
      },
    })
    await using client = createClient()
    expect(await client.query(rogue.endpoint, 'quick', 'x')).toMatchObject(absent(/deadline passed/))
  })

  it('closes the connection instead of answering', async () => {
    await using rogue = await startRogue({ http: (request) => request.socket.destroy() })
    await using client = createClient()
    expect(await client.query(rogue.endpoint, 'shout', { text: 'x' })).toMatchObject({ kind: 'absent' })
  })

  it('publishes port 0', async () => {
    await using client = createClient()
    const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: 0 }
    expect(await client.query(endpoint, 'shout', { text: 'x' })).toMatchObject(absent(/no address/))
  })
})

describe('a refusal', () => {
  it('carries the code and the reason of the miner', async () => {
    await using miner = await startMiner()
    await using client = createClient()
    const result = await client.query(at(miner, alice.address), 'shout', { text: 'x' })
    expect(result).toMatchObject({
      ...{ kind: 'refused', code: 'AUTH_WRONG_RECEIVER', status: 401, retryAfterMs: null },
      reason: expect.stringContaining('AUTH_WRONG_RECEIVER'),
    })
  })

  it.each([404, 500, 301, 302, 307, 308])('with status %i is not followed anywhere', async (status) => {
    const paths: (string | undefined)[] = []
    await using rogue = await startRogue({
      http: ({ url }, response) => {
        paths.push(url)
        response.writeHead(status, { location: '/elsewhere', 'retry-after': '7' }).end('no')
      },
    })
    await using client = createClient()
    const result = await client.query(rogue.endpoint, 'shout', { text: 'x' })
    expect(result).toMatchObject({ kind: 'refused', code: 'RESPONSE_REFUSED', status, retryAfterMs: 7_000 })
    expect(paths).toEqual(['/shout'])
  })

  it('cannot claim a code that is not one of ours', async () => {
    const body = JSON.stringify({ error: { data: { subnetkit: { code: 'toString', message: 'x' } } } })
    await using rogue = await startRogue({ http: (_, response) => response.writeHead(403).end(body) })
    await using client = createClient()
    const result = await client.query(rogue.endpoint, 'shout', { text: 'x' })
    expect(result).toMatchObject({ kind: 'refused', code: 'RESPONSE_REFUSED' })
  })
})

describe('trouble on our side', () => {
  const ours = (code: string, reason: RegExp) => ({
    ...{ kind: 'ours', code, reason: expect.stringMatching(reason), fix: expect.stringMatching(/\.$/) },
  })

  it('defect: a question above the limit made honest miners absent', async () => {
    let requests = 0
    await using rogue = await startRogue({ http: () => requests++ })
    await using client = createClient()
    const result = await client.query(rogue.endpoint, 'shout', { text: 'x'.repeat(1_000) })
    expect(result).toMatchObject(ours('QUESTION_TOO_LARGE', /shout has 1011 bytes.*1000/))
    expect(requests).toBe(0)
  })

  it('defect: an input that JSON cannot carry made honest miners absent', async () => {
    await using rogue = await startRogue({ http: () => expect.fail('nothing is sent') })
    const loose = { free: synapse({ input: z.unknown(), output: z.string() }) }
    await using client = createMinerClient({ protocol: loose }, { keypair: alice })
    for (const input of [{ amount: 5n }, { deep: { amount: 5n } }]) {
      await expect(client.query(rogue.endpoint, 'free', input)).rejects.toMatchObject({
        code: 'BODY_MALFORMED',
      })
    }
  })

  it('defect: a key that cannot sign made honest miners absent', async () => {
    await using miner = await startMiner()
    const sign = () => {
      throw new Error('the key is locked')
    }
    await using client = createClient({ keypair: { ...alice, sign } })
    const result = await client.query(at(miner), 'shout', { text: 'x' })
    expect(result).toMatchObject(ours('QUERY_FAILED', /the key is locked/))
  })

  it('is given up when the caller says so, or the client is closed', async () => {
    await using rogue = await startRogue({ tcp: () => {} })
    const client = createClient()
    const aborted = AbortSignal.abort(new Error('round over'))
    expect(await client.query(rogue.endpoint, 'shout', { text: 'x' }, { signal: aborted })).toMatchObject(
      ours('QUERY_ABORTED', /round over/),
    )
    const waiting = client.query(rogue.endpoint, 'shout', { text: 'x' })
    await client[Symbol.asyncDispose]()
    expect(await waiting).toMatchObject(ours('QUERY_ABORTED', /client was closed/))
    expect(await client.query(rogue.endpoint, 'shout', { text: 'x' })).toMatchObject(
      ours('QUERY_ABORTED', /client was closed/),
    )
  })
})

describe('a malformed answer', () => {
  const result = (data: unknown) => JSON.stringify({ result: { data } })

  it.each([
    ['no JSON', '<html>'],
    ['JSON cut off', '{"result":'],
    ['no envelope', '{"text":"x"}'],
    ['null', 'null'],
    ['an array', '[{"result":{"data":1}}]'],
    ['an error with a good status', '{"error":{"code":-32603,"message":"x","data":{}}}'],
    ['the wrong type', result({ text: 5, at: '2026' })],
    ['a missing field', result({ text: 'x' })],
    ['nothing', result(undefined)],
    ['too many bytes', result({ text: 'x'.repeat(2_000), at: '2026' })],
  ])('%s', async (_, body) => {
    await using rogue = await startRogue({ http: (_request, response) => response.end(body) })
    await using client = createClient()
    const answer = await client.query(rogue.endpoint, 'shout', { text: 'x' })
    expect(answer).toMatchObject({ kind: 'malformed', code: 'RESPONSE_MALFORMED' })
  })

  it('an endless one is cut at the byte cap', async () => {
    await using rogue = await startRogue({
      http: (_, response) => {
        const pump = () => {
          while (!response.destroyed && response.write('x'.repeat(1_000)));
        }
        response.on('drain', pump)
        pump()
      },
    })
    await using client = createClient()
    const answer = await client.query(rogue.endpoint, 'shout', { text: 'x' })
    expect(answer).toMatchObject({
      kind: 'malformed',
      reason: expect.stringContaining('larger than 1000 bytes'),
    })
  })

  it('no HTTP at all', async () => {
    await using rogue = await startRogue({
      tcp: (socket) => socket.on('data', () => socket.write('SSH-2.0-OpenSSH\r\n')),
    })
    await using client = createClient()
    expect(await client.query(rogue.endpoint, 'shout', { text: 'x' })).toMatchObject({ kind: 'malformed' })
  })
})

describe('a connection that is kept', () => {
  const ok = JSON.stringify({ result: { data: 'x' } })

  it('defect: one that the server closed under us made an honest miner absent', async () => {
    const nonces = new Set<unknown>()
    const served = new Map<Socket, number>()
    // Takes the second request on any connection for one that came too late, as a server does that closes idle ones.
    await using rogue = await startRogue({
      http: ({ socket, headers }, response) => {
        nonces.add(headers['x-bittensor-nonce'])
        served.set(socket, (served.get(socket) ?? 0) + 1)
        if (served.get(socket) === 2) socket.destroy()
        else response.end(ok)
      },
    })
    await using client = createClient({ maxConnectionsPerMiner: 1 })
    const kinds: string[] = []
    for (let times = 0; times < 3; times++)
      kinds.push((await client.query(rogue.endpoint, 'patient', 'x')).kind)
    expect(kinds).toEqual(['ok', 'ok', 'ok'])
    expect([...served.values()]).toEqual([2, 2, 1])
    expect(nonces.size).toBe(5)
  })

  it('is not tried a third time, nor a second time when it was new or had begun to answer', async () => {
    let requests = 0
    let behave: (socket: Socket, request: number) => void = () => {}
    await using rogue = await startRogue({
      tcp: (socket) => socket.on('data', (data) => data.includes('POST') && behave(socket, ++requests)),
    })
    const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${ok.length}\r\n\r\n${ok}`
    const closeAfterFirst = (socket: Socket, request: number) =>
      request === 1 ? socket.write(answer) : socket.destroy()
    const cases: readonly [typeof behave, readonly string[], number][] = [
      [(socket) => socket.destroy(), ['absent'], 1],
      [closeAfterFirst, ['ok', 'absent'], 3],
      [
        (socket, request) => (request === 1 ? socket.write(answer) : socket.end('HTTP/1.1 ')),
        ['ok', 'absent'],
        2,
      ],
    ]
    for (const [behaviour, kinds, expected] of cases) {
      requests = 0
      behave = behaviour
      await using client = createClient({ maxConnectionsPerMiner: 1 })
      for (const kind of kinds) expect((await client.query(rogue.endpoint, 'patient', 'x')).kind).toBe(kind)
      expect(requests).toBe(expected)
    }
  })
})

it('keeps connections to a bounded number of miners, and still reaches them all', async () => {
  await using first = await startMiner()
  await using second = await startMiner()
  await using client = createClient({ maxMiners: 1, maxConnectionsPerMiner: 1 })
  const queries = [first, second, first, second, first].map((miner) =>
    client.query(at(miner), 'shout', { text: 'x' }),
  )
  const kinds = (await Promise.all(queries)).map(({ kind }) => kind)
  expect(kinds).toEqual(Array(5).fill('ok'))
})

it.each([{ maxMiners: 0 }, { maxConnectionsPerMiner: Number.POSITIVE_INFINITY }])('refuses %j', (options) => {
  expect(() => createClient(options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})

describe('defect: a skewed clock was reported as an HTTP status, on either side', () => {
  /** A miner whose clock is ahead of ours, and that refuses every request as stale. */
  const startAhead = (aheadMs: number) =>
    startRogue({
      http: (request, response) => {
        const verifier = createRequestVerifier({
          hotkey: request.headers['x-bittensor-receiver'] as string,
          now: () => BigInt(Date.now() + aheadMs) * 1_000_000n,
        })
        let error: unknown
        try {
          verifier.claim(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
        } catch (thrown) {
          error = thrown
        }
        const { code, message } = error as { code: string; message: string }
        response.writeHead(401, { date: new Date(Date.now() + aheadMs).toUTCString() })
        response.end(JSON.stringify({ error: { data: { subnetkit: { code, message } } } }))
      },
    })
  const charlie = createKeypair('//Charlie')

  it('ours, once two miners agree, with the offset', async () => {
    await using miner = await startAhead(3_600_000)
    await using client = createClient()
    const first = await client.query(miner.endpoint, 'shout', { text: 'a' })
    const second = await client.query({ ...miner.endpoint, hotkey: charlie.address }, 'shout', { text: 'a' })
    expect(first).toMatchObject({ reason: expect.stringMatching(/AUTH_STALE: .* 3600\.\d s behind/) })
    expect(first).toMatchObject({ reason: expect.not.stringContaining('our clock') })
    expect(second).toMatchObject({
      reason: expect.stringMatching(/our clock is (36|359)\d+\.\d s behind the clocks of 2 of 2 peers/),
    })
  })

  it('that of the one miner that differs from the others', async () => {
    await using ahead = await startAhead(3_600_000)
    await using good = await startMiner()
    await using client = createClient()
    for (const hotkey of [bob, alice, charlie].map(({ address }) => address)) {
      await client.query(at(good, hotkey), 'shout', { text: 'a' })
    }
    const eve = createKeypair('//Eve').address
    const refused = await client.query({ ...ahead.endpoint, hotkey: eve }, 'shout', { text: 'a' })
    expect(refused).toMatchObject({
      reason: expect.stringMatching(`the clock of ${eve} is (36|359).* ahead of ours`),
    })
  })
})
