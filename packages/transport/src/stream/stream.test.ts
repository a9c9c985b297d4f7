import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { SubnetError } from '@subnetkit/base'
import {
  bigint,
  bytes,
  date,
  type MinerStream,
  type QueryResult,
  type StreamResult,
  streamSynapse,
  synapse,
} from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { createTRPCClient, httpLink } from '@trpc/client'
import { request as relay } from 'undici'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { z } from 'zod'
import { createRequestVerifier } from '../btauth/verify-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import type { MinerClientOptions } from '../client/miner-client-options.js'
import type { Handlers } from '../server/handlers.js'
import { createRouter, type ProtocolRouter } from '../server/router.js'
import { serveMiner } from '../server/serve-miner.js'
import { type ProtocolServerOptions, serveProtocol } from '../server/serve-protocol.js'
import { certificates } from '../testing/certificates.js'
import { createDigest } from './digest.js'
import { chunkLine, endLine, type StreamEnd } from './records.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')

const protocol = {
  count: streamSynapse({
    input: z.object({ to: z.int(), from: z.int().default(1) }),
    chunk: z.object({ n: z.int(), at: z.string().transform((text) => text.length) }),
    deadline: '5s',
    maxBytes: 2_000,
  }),
  brief: streamSynapse({ input: z.string(), chunk: z.string(), chunkDeadline: 700, deadline: 5_000 }),
  echo: synapse({ input: z.string(), output: z.string() }),
}

type Log = string[]

const handlersOf = (log: Log): Handlers<typeof protocol> => ({
  async *count({ input, caller, signal }) {
    try {
      for (let n = input.from; n <= input.to; n++) {
        if (n === 13) throw new Error('the database password is hunter2')
        yield { n, at: caller.hotkey.slice(0, 3) }
      }
    } finally {
      log.push(`count ended ${signal.aborted}`)
    }
  },
  async *brief({ input, signal }) {
    try {
      if (input !== 'at once') yield 'first'
      if (input === 'lie') yield 5 as never
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    } finally {
      log.push(`brief ended ${signal.aborted}`)
    }
  },
  echo: ({ input }) => input,
})

type Options = Partial<ProtocolServerOptions<typeof protocol>> & {
  readonly client?: Partial<MinerClientOptions>
}

async function start({ client: clientOptions, ...options }: Options = {}) {
  const log: Log = []
  const errors: SubnetError[] = []
  const server = await serveProtocol({
    protocol,
    handlers: handlersOf(log),
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
    onError: (error) => errors.push(error),
    ...options,
  })
  const client = createMinerClient({ protocol }, { keypair: alice, ...clientOptions })
  return {
    server,
    client,
    log,
    errors,
    endpoint: { hotkey: bob.address, host: '127.0.0.1', port: server.port },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await server.close()
    },
  }
}

async function read<Chunk>(stream: MinerStream<Chunk>): Promise<[Chunk[], StreamResult]> {
  const chunks: Chunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return [chunks, await stream.result]
}

/** A miner of another make, which sends these lines. */
async function startRogue(answer: RequestListener) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createMinerClient({ protocol }, { keypair: alice })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  return {
    ask: async () => read(await client.stream(endpoint, 'count', { to: 3 })),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      server.close()
      server.closeAllConnections()
    },
  }
}

const line = (n: number) => chunkLine({ n, at: 'xxx' })!
const endOf = (...lines: readonly string[]) => {
  const digest = createDigest()
  for (const text of lines) digest.add(Buffer.from(text))
  return endLine(digest.end())
}

describe.each(['off', 'require'] as const)('a stream, sessions %s', (sessions) => {
  it('brings the typed chunks, their schema run once, and what was counted', async () => {
    await using run = await start({ client: { sessions } })
    const stream = await run.client.stream(run.endpoint, 'count', { to: 3 })
    expectTypeOf(stream).toEqualTypeOf<MinerStream<{ n: number; at: number }>>()
    const [chunks, result] = await read(stream)
    expect(chunks).toEqual([1, 2, 3].map((n) => ({ n, at: 3 })))
    const lines = [1, 2, 3].map((n) => chunkLine({ n, at: '5Gr' })!)
    const digest = createDigest()
    for (const text of lines) digest.add(Buffer.from(text))
    expect(result).toEqual({
      kind: 'ok',
      ...digest.end(),
      firstChunkMs: expect.any(Number),
      latencyMs: expect.any(Number),
    })
    expect([run.log, run.errors]).toEqual([['count ended false'], []])
  })

  it('is collected by a query', async () => {
    await using run = await start({ client: { sessions } })
    const result = await run.client.query(run.endpoint, 'count', { to: 2 })
    expectTypeOf(result).toEqualTypeOf<QueryResult<{ n: number; at: number }[]>>()
    expect(result).toEqual({
      kind: 'ok',
      output: [1, 2].map((n) => ({ n, at: 3 })),
      firstChunkMs: expect.any(Number),
      latencyMs: expect.any(Number),
    })
    expect(await run.client.query(run.endpoint, 'count', { to: 0 })).toMatchObject({
      output: [],
      firstChunkMs: null,
    })
  })

  it('keeps its connection for the next call', async () => {
    await using run = await start({
      client: { sessions, maxConnectionsPerMiner: 1 },
      limits: { maxConnections: 1 },
    })
    for (let turn = 0; turn < 3; turn++) {
      expect(await run.client.query(run.endpoint, 'count', { to: 9 })).toMatchObject({ kind: 'ok' })
      expect(await run.client.query(run.endpoint, 'echo', 'x')).toMatchObject({ kind: 'ok' })
    }
  })
})

it('chunks carry what the schema encodes', async () => {
  const amounts = { flow: streamSynapse({ input: bigint(), chunk: z.object({ rao: bigint(), at: date() }) }) }
  const at = new Date('2026-01-01T00:00:00Z')
  await using server = await serveProtocol({
    protocol: amounts,
    handlers: {
      async *flow({ input }) {
        yield { rao: input, at }
        yield { rao: input * 2n ** 70n, at }
      },
    },
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
  })
  await using client = createMinerClient({ protocol: amounts }, { keypair: alice })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
  const expected = [
    { rao: 3n, at },
    { rao: 3n * 2n ** 70n, at },
  ]
  expect(await client.query(endpoint, 'flow', 3n)).toMatchObject({ kind: 'ok', output: expected })
  expect((await read(await client.stream(endpoint, 'flow', 3n)))[0]).toEqual(expected)
})

it('a question may carry bytes', async () => {
  const sizes = { size: streamSynapse({ input: z.object({ image: bytes() }), chunk: z.int() }) }
  const subnet = { protocol: sizes }
  async function* size(call: { input: { image: { bytes(): Promise<Uint8Array> } } }) {
    yield (await call.input.image.bytes()).length
  }
  await using miner = await serveMiner(subnet, { size }, { hotkey: bob.address, admission: null })
  await using client = createMinerClient(subnet, { keypair: alice })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: miner.port }
  const result = await client.query(endpoint, 'size', { image: new Uint8Array(5) })
  expect(result).toMatchObject({ kind: 'ok', output: [5] })
})

it('handlers are typed: a generator of chunks for a stream, a function for the others', () => {
  type Typed = Handlers<typeof protocol>
  expectTypeOf<Parameters<Typed['count']>[0]['input']>().toEqualTypeOf<{ to: number; from: number }>()
  expectTypeOf<ReturnType<Typed['count']>>().toEqualTypeOf<AsyncIterable<{ n: number; at: string }>>()
  expectTypeOf<ReturnType<Typed['echo']>>().toEqualTypeOf<string | Promise<string>>()
  // @ts-expect-error no generator
  const wrong: Pick<Typed, 'count'> = { count: async () => ({ n: 1, at: '' }) }
  expect(wrong).toBeDefined()
})

it('a synapse that answers at once cannot be streamed', async () => {
  await using run = await start()
  // @ts-expect-error not a stream
  await expect(run.client.stream(run.endpoint, 'echo', 'x')).rejects.toMatchObject({
    code: 'SYNAPSE_NOT_STREAMED',
  })
  // @ts-expect-error wrong input
  await expect(run.client.stream(run.endpoint, 'count', { to: 'x' })).rejects.toMatchObject({
    code: 'BODY_MALFORMED',
  })
})

describe('a tRPC router', () => {
  it('serves the chunks as a subscription', async () => {
    const log: Log = []
    const router = createRouter(protocol, handlersOf(log))
    const { signal } = new AbortController()
    const caller = router.createCaller({ caller: { hotkey: alice.address }, signal })
    const chunks = await caller.count({ to: 9 })
    expectTypeOf(chunks).toEqualTypeOf<AsyncIterable<{ n: number; at: string }, void, unknown>>()
    const got: unknown[] = []
    for await (const chunk of chunks) if (got.push(chunk) === 2) break
    expect([got, log]).toEqual([
      [
        { n: 1, at: '5Gr' },
        { n: 2, at: '5Gr' },
      ],
      ['count ended false'],
    ])
  })

  it('is typed for a stock client, whose link for single calls says that it does not subscribe', async () => {
    await using run = await start()
    const client = createTRPCClient<ProtocolRouter<typeof protocol>>({
      links: [httpLink({ url: run.server.url })],
    })
    expectTypeOf(client.count.subscribe).toBeFunction()
    const onError = vi.fn()
    try {
      client.count.subscribe({ to: 1 }, { onError })
    } catch (error) {
      onError(error)
    }
    await vi.waitFor(() => expect(onError).toHaveBeenCalledWith(expect.any(Error)))
  })

  it('refuses a handler that is no generator', async () => {
    await using run = await start({ handlers: { ...handlersOf([]), count: (() => [1]) as never } })
    expect(await run.client.query(run.endpoint, 'count', { to: 1 })).toMatchObject({
      kind: 'refused',
      code: 'HANDLER_FAILED',
    })
  })
})

describe('a handler that fails', () => {
  it('before the first chunk is an ordinary refusal', async () => {
    await using run = await start()
    const [chunks, result] = await read(await run.client.stream(run.endpoint, 'count', { from: 13, to: 20 }))
    expect([chunks, result]).toEqual([
      [],
      expect.objectContaining({
        kind: 'refused',
        code: 'HANDLER_FAILED',
        status: 500,
        chunks: 0,
        firstChunkMs: null,
      }),
    ])
    expect(run.errors).toMatchObject([{ code: 'HANDLER_FAILED' }])
  })

  it('later is no end, and hides its cause', async () => {
    await using run = await start()
    const [chunks, result] = await read(await run.client.stream(run.endpoint, 'count', { from: 11, to: 20 }))
    expect(chunks).toHaveLength(2)
    expect(result).toMatchObject({ kind: 'refused', code: 'HANDLER_FAILED', status: 500, chunks: 2 })
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(run.errors).toMatchObject([{ code: 'HANDLER_FAILED', cause: { message: /hunter2/ } }])
    expect(run.log).toEqual(['count ended false'])
  })

  it('by a chunk of another form is charged to the miner, which sees it first', async () => {
    await using run = await start()
    const result = await run.client.query(run.endpoint, 'brief', 'lie')
    expect(result).toMatchObject({ kind: 'refused', code: 'HANDLER_FAILED' })
  })

  it('by more bytes than the synapse allows', async () => {
    await using run = await start()
    const handlers = { ...handlersOf([]), count: endless }
    await using large = await start({ handlers })
    const [chunks, result] = await read(await run.client.stream(large.endpoint, 'count', { to: 1 }))
    expect(result).toMatchObject({ kind: 'refused', code: 'HANDLER_FAILED' })
    expect(chunks).toHaveLength(Math.floor(2_000 / line(1_000).length))
  })
})

async function* endless() {
  for (;;) yield { n: 1_000, at: 'xxx' }
}

it('a stream that stalls is absent, and its generator ends', async () => {
  await using run = await start()
  const ask = async (input: string) => read(await run.client.stream(run.endpoint, 'brief', input))
  const [never, later] = await Promise.all([ask('at once'), ask('later')])
  expect(never).toEqual([[], expect.objectContaining({ kind: 'absent', code: 'RESPONSE_ABSENT', chunks: 0 })])
  expect(later).toEqual([
    ['first'],
    expect.objectContaining({ kind: 'absent', code: 'RESPONSE_ABSENT', chunks: 1 }),
  ])
  await run.server.close()
  expect(run.log).toEqual(['brief ended true', 'brief ended true'])
})

/** Streams without an end; `log` gets each yield and the end. */
async function* forever(log: Log) {
  try {
    for (let n = 0; ; n++) {
      log.push(`yield ${n}`)
      yield 'x'.repeat(10_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    log.push('ended')
  }
}

/** A miner whose streams have no end, with one place for handlers. */
async function startForever() {
  const log: Log = []
  const endless = { flow: streamSynapse({ input: z.string(), chunk: z.string(), maxBytes: '1000MB' }) }
  const server = await serveProtocol({
    protocol: endless,
    handlers: { flow: () => forever(log) },
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
    limits: { maxConcurrent: 1, maxWaiting: 0 },
  })
  const client = createMinerClient({ protocol: endless }, { keypair: alice })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
  return {
    log,
    client,
    server,
    open: (signal?: AbortSignal) => client.stream(endpoint, 'flow', '', { signal }),
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await server.close()
    },
  }
}

const ended = (log: Log, count: number) =>
  vi.waitFor(() => expect(log.filter((entry) => entry === 'ended')).toHaveLength(count))

describe('a consumer', () => {
  it('that leaves ends the generator of the miner, which frees its place', async () => {
    await using run = await startForever()
    for (let turn = 1; turn <= 3; turn++) {
      const stream = await run.open()
      let read = 0
      for await (const _ of stream) if (++read === 2) break
      expect(await stream.result).toMatchObject({ kind: 'ours', code: 'QUERY_ABORTED' })
      await ended(run.log, turn)
    }
  })

  it('that aborts ends both sides', async () => {
    await using run = await startForever()
    const controller = new AbortController()
    const stream = await run.open(controller.signal)
    for await (const _ of stream) controller.abort(new Error('enough'))
    expect(await stream.result).toMatchObject({ kind: 'ours', code: 'QUERY_ABORTED', reason: /enough/ })
    await ended(run.log, 1)
    const late = await run.open(controller.signal)
    expect(await late.result).toMatchObject({ kind: 'ours', code: 'QUERY_ABORTED', chunks: 0 })
  })

  it('that does not read holds the generator up; others find the place taken', async () => {
    await using run = await startForever()
    await using stream = await run.open()
    let before = -1
    // The buffers of both sides and of the system fill up, and then nothing more is yielded.
    await vi.waitFor(
      () => {
        const now = run.log.length
        const isStill = now === before && now > 0
        before = now
        expect(isStill).toBe(true)
      },
      { interval: 30, timeout: 20_000 },
    )
    expect(before).toBeLessThan(2_000)
    const other = await run.open()
    expect(await other.result).toMatchObject({ kind: 'refused', code: 'MINER_OVERLOADED' })
    const iterator = stream[Symbol.asyncIterator]()
    for (let read = 0; read < before + 5; read++) await iterator.next()
    expect(run.log.length).toBeGreaterThan(before)
  })

  it('is cut at the byte limit of its own, whatever the miner has', async () => {
    await using rogue = await startRogue((_, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' })
      const more = () =>
        void (response.destroyed || response.write(line(1).repeat(10), () => setImmediate(more)))
      more()
    })
    const [chunks, result] = await rogue.ask()
    expect(result).toMatchObject({ kind: 'malformed', code: 'RESPONSE_MALFORMED' })
    expect(chunks).toHaveLength(Math.floor(2_000 / line(1).length))
  })

  it('sees the end of the client as its own trouble', async () => {
    await using run = await startForever()
    const stream = await run.open()
    await stream[Symbol.asyncIterator]().next()
    await run.client[Symbol.asyncDispose]()
    expect(await stream.result).toMatchObject({ kind: 'ours', code: 'QUERY_ABORTED' })
    await ended(run.log, 1)
  })
})

it('streams over TLS, in a session that is bound to the connection', async () => {
  await using miner = await serveMiner({ protocol }, handlersOf([]), {
    ...{ hotkey: bob.address, admission: null, tls: certificates.a, sessions: { keypair: bob } },
  })
  const { fingerprint256 } = new X509Certificate(certificates.a.cert)
  await using client = createMinerClient(
    { protocol },
    {
      keypair: alice,
      sessions: 'require',
      requireMinerSignature: true,
      tlsFingerprint: () => fingerprint256,
    },
  )
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: miner.port }
  for (let turn = 0; turn < 2; turn++) {
    const [chunks, result] = await read(await client.stream(endpoint, 'count', { to: 5 }))
    expect([chunks.length, result.kind]).toEqual([5, 'ok'])
  }
  const left = await client.stream(endpoint, 'count', { to: 9 })
  for await (const _ of left) break
  expect(await left.result).toMatchObject({ kind: 'ours' })
  expect(await client.query(endpoint, 'echo', 'x')).toMatchObject({ kind: 'ok' })
})

it('ends the generators of a server that closes', async () => {
  const log: Log = []
  const flow = { flow: streamSynapse({ input: z.string(), chunk: z.string(), maxBytes: '1000MB' }) }
  const server = await serveProtocol({
    protocol: flow,
    handlers: { flow: () => forever(log) },
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
    limits: { closeDeadlineMs: 1 },
  })
  await using client = createMinerClient({ protocol: flow }, { keypair: alice })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
  const stream = await client.stream(endpoint, 'flow', '')
  let closed: Promise<void> | undefined
  for await (const _ of stream) closed ??= server.close()
  await closed
  expect(await stream.result).toMatchObject({ kind: 'refused', code: 'MINER_CLOSING' })
  await ended(log, 1)
})

describe('in a session', () => {
  it.each([
    ['without a MAC', ({ mac: _, ...end }: StreamEnd) => end],
    ['with the MAC of another stream', (end: StreamEnd) => ({ ...end, mac: '0'.repeat(64) })],
  ])('an end %s is malformed', async (_, change) => {
    await using run = await start()
    // A proxy in between, which changes the last record only.
    const proxy = createServer(async (request, response) => {
      const body = await buffer(request)
      const answer = await relay(`${run.server.url}${request.url}`, {
        method: 'POST',
        headers: request.headers,
        body,
      })
      const text = await answer.body.text()
      const changed = text.replace(/\{"end":.*\}\n$/, (last) => endLine(change(JSON.parse(last).end)))
      const { 'transfer-encoding': _encoding, connection: _connection, ...headers } = answer.headers
      response.writeHead(answer.statusCode, headers as Record<string, string>).end(changed)
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const { port } = proxy.address() as AddressInfo
    const endpoint = { hotkey: bob.address, host: '127.0.0.1', port }
    await using client = createMinerClient({ protocol }, { keypair: alice, sessions: 'require' })
    const [chunks, result] = await read(await client.stream(endpoint, 'count', { to: 2 }))
    expect(chunks).toHaveLength(2)
    expect(result).toMatchObject({
      kind: 'malformed',
      code: 'RESPONSE_MALFORMED',
      reason: /MAC of the session/,
    })
    expect(await client.query(endpoint, 'echo', 'x')).toMatchObject({ kind: 'ok' })
    proxy.close()
    proxy.closeAllConnections()
  })
})

describe('a stream that breaks the rules', () => {
  const cases: Readonly<Record<string, [string, string, RegExp]>> = {
    'has no end': [line(1) + line(2), 'STREAM_CUT', /no end record/],
    'ends within a record': [line(1) + line(2).slice(0, 9), 'STREAM_CUT', /within a record/],
    'lost a chunk': [line(1) + endOf(line(1), line(2)), 'RESPONSE_MALFORMED', /states 2 as chunks/],
    'was altered': [line(1) + line(3) + endOf(line(1), line(2)), 'RESPONSE_MALFORMED', /as sha256/],
    'goes on after its end': [line(1) + endOf(line(1)) + line(2), 'RESPONSE_MALFORMED', /goes on/],
    'is no stream of records': ['{"result":{"data":1}}\n', 'RESPONSE_MALFORMED', /line 1 is no record/],
    'is both': ['{"chunk":1,"end":{}}\n', 'RESPONSE_MALFORMED', /line 1 is no record/],
    'has a chunk of another form': [chunkLine({ n: 'x' }) + endOf(), 'RESPONSE_MALFORMED', /^/],
    'is too large': [line(1).repeat(100) + endOf(), 'RESPONSE_MALFORMED', /larger than 2000 bytes/],
    'has no line end': ['x'.repeat(20_000), 'RESPONSE_MALFORMED', /larger than 2000 bytes/],
  }
  it.each(Object.entries(cases))('%s', async (_, [body, code, reason]) => {
    await using rogue = await startRogue((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' }).end(body)
    })
    const [, result] = await rogue.ask()
    expect(result).toMatchObject({ kind: 'malformed', code, reason: expect.stringMatching(reason) })
  })

  it('is cut by a broken connection', async () => {
    await using rogue = await startRogue((request, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' }).write(line(1), () => {
        setImmediate(() => request.socket.destroy())
      })
    })
    const [chunks, result] = await rogue.ask()
    expect(chunks).toHaveLength(1)
    expect(result).toMatchObject({ kind: 'malformed', code: 'STREAM_CUT', chunks: 1 })
  })

  it('is an answer of another kind', async () => {
    await using rogue = await startRogue((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":{"data":[]}}')
    })
    expect((await rogue.ask())[1]).toMatchObject({ kind: 'malformed', code: 'RESPONSE_MALFORMED' })
  })
})
