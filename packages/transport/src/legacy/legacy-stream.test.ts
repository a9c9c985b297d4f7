import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { z } from 'zod'
import type { ServerLimits } from '../http/limits.js'
import { serveLegacyAxon } from './axon.js'
import { createLegacyDendrite } from './dendrite.js'
import { type LegacyRoute, legacyRoute } from './legacy-route.js'
import type { LegacyStream } from './legacy-stream.js'
import { legacySynapse } from './legacy-synapse.js'

const validator = createKeypair('//Alice')
const miner = createKeypair('//Bob')
const synapse = legacySynapse({
  name: 'Prompting',
  fields: z.object({ prompt: z.string(), completion: z.string().nullable().default(null) }),
  hashFields: ['prompt'],
  deadline: '5s',
  maxBytes: 1_000,
})

async function withAxon(limits: Partial<ServerLimits>, ...routes: readonly LegacyRoute[]) {
  const axon = await serveLegacyAxon({ keypair: miner, routes, admission: null, limits })
  const dendrite = createLegacyDendrite({ keypair: validator })
  return {
    dendrite,
    endpoint: { host: '127.0.0.1', port: axon.port, hotkey: miner.address },
    async [Symbol.asyncDispose]() {
      await dendrite[Symbol.asyncDispose]()
      await axon.close()
    },
  }
}

async function withRogue(answer: RequestListener) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const dendrite = createLegacyDendrite({ keypair: validator })
  return {
    dendrite,
    endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, hotkey: miner.address },
    async [Symbol.asyncDispose]() {
      await dendrite[Symbol.asyncDispose]()
      server.close()
      server.closeAllConnections()
    },
  }
}

async function read(stream: LegacyStream<never> | LegacyStream<typeof synapse.fields>) {
  let text = ''
  for await (const chunk of stream) text += chunk.toString('utf8')
  return { text, ...(await stream.response) }
}

const words = (...parts: readonly string[]) =>
  legacyRoute(synapse, {
    async *stream({ input }) {
      for (const part of parts) yield part + input.prompt
    },
  })

describe('a stream of our axon', () => {
  test('is read as it comes, and its status is that of the headers', async () => {
    await using run = await withAxon({}, words('one ', 'two '))
    const stream = await run.dendrite.stream(run.endpoint, synapse, { prompt: 'x' })
    expectTypeOf<Awaited<typeof stream.response>['synapse']>().toEqualTypeOf<{
      prompt: string
      completion: string | null
    }>()
    expectTypeOf(stream).toEqualTypeOf<LegacyStream<typeof synapse.fields>>()
    expect(await read(stream)).toMatchObject({
      ...{ text: 'one xtwo x', statusCode: 200, statusMessage: 'Success', isSuccess: true, bytes: 10 },
      ...{ synapse: { prompt: 'x', completion: null }, axon: { hotkey: miner.address } },
      firstChunkMs: expect.any(Number),
    })
  })

  test('keeps the connection for the next', async () => {
    await using run = await withAxon({}, words('a'))
    for (let turn = 0; turn < 3; turn++) {
      expect(await read(await run.dendrite.stream(run.endpoint, synapse, { prompt: '' }))).toMatchObject({
        isSuccess: true,
      })
    }
  })

  test('that its reader leaves ends the generator', async () => {
    const ended = vi.fn()
    const route = legacyRoute(synapse, {
      async *stream() {
        try {
          for (;;) {
            yield 'x'
            await new Promise((resolve) => setImmediate(resolve))
          }
        } finally {
          ended()
        }
      },
    })
    await using run = await withAxon({}, route)
    const stream = await run.dendrite.stream(run.endpoint, synapse, { prompt: '' })
    for await (const _ of stream) break
    expect(await stream.response).toMatchObject({ statusCode: null, isSuccess: false, isTimeout: false })
    await vi.waitFor(() => expect(ended).toHaveBeenCalled())
  })

  test('defect: a caller that left made room for the next while its generator still worked', async () => {
    let release = () => {}
    const route = legacyRoute(synapse, {
      async *stream() {
        yield 'x'
        await new Promise<void>((resolve) => {
          release = resolve
        })
      },
    })
    await using run = await withAxon({ maxConcurrent: 1, maxWaiting: 0 }, route)
    const open = () => run.dendrite.stream(run.endpoint, synapse, { prompt: '' })
    for await (const _ of await open()) break
    const second = await open()
    expect(await second.response).toMatchObject({ statusCode: 503 })
    release()
    await vi.waitFor(async () => {
      const third = await open()
      const { done } = await third[Symbol.asyncIterator]().next()
      await third[Symbol.asyncDispose]()
      release()
      expect(done).toBe(false)
    })
  })

  test('an answer that is no stream is judged as any other', async () => {
    const forward = legacyRoute(synapse, { forward: () => ({ completion: 'done' }) })
    await using run = await withAxon({}, forward)
    const response = await read(await run.dendrite.stream(run.endpoint, synapse, { prompt: 'x' }))
    expect(response).toMatchObject({ text: '', isSuccess: true, synapse: { completion: 'done' }, bytes: 0 })
    const other = legacySynapse({ name: 'Other', fields: z.object({}) })
    const stream = await run.dendrite.stream(run.endpoint, other, {})
    expect(await stream.response).toMatchObject({ statusCode: 404, isSuccess: false, firstChunkMs: null })
  })

  test('the request has to match the synapse', async () => {
    await using run = await withAxon({}, words())
    // @ts-expect-error wrong input
    await expect(run.dendrite.stream(run.endpoint, synapse, { prompt: 5 })).rejects.toMatchObject({
      code: 'BODY_MALFORMED',
    })
  })
})

describe('a stream of another axon', () => {
  const head = { 'content-type': 'text/event-stream', bt_header_axon_status_code: '200' }
  const cases: Readonly<Record<string, [RequestListener, object]>> = {
    'without a status is no success': [
      (_, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end('x'),
      { text: 'x', statusCode: null, isSuccess: false },
    ],
    'that is cut short differs from one that ended': [
      (request, response) => {
        response.writeHead(200, head).write('x', () => setImmediate(() => request.socket.destroy()))
      },
      { text: 'x', statusCode: 400, isSuccess: false },
    ],
    'that is too large is cut': [
      (_, response) => response.writeHead(200, head).end('x'.repeat(1_001)),
      { statusCode: 422, isSuccess: false },
    ],
    'with a status that nobody can read': [
      (_, response) => response.writeHead(200, { ...head, bt_header_axon_status_code: 'x' }).end('x'),
      { statusCode: 422, isSuccess: false },
    ],
    'that refuses has its own status': [
      (_, response) =>
        response
          .writeHead(403, { 'content-type': 'application/json', bt_header_axon_status_code: '403' })
          .end('{"message":"Forbidden. Key is blacklisted: no."}'),
      { text: '', statusCode: 403, isBlacklist: true },
    ],
    'that stalls is a timeout': [
      (_, response) => void response.writeHead(200, head).write('x'),
      { text: 'x', statusCode: 408, isTimeout: true, statusMessage: 'Request timeout after 0.5 seconds' },
    ],
  }
  test.each(Object.entries(cases))('%s', async (_, [answer, expected]) => {
    await using run = await withRogue(answer)
    const options = { chunkTimeout: 500 }
    expect(
      await read(await run.dendrite.stream(run.endpoint, synapse, { prompt: '' }, options)),
    ).toMatchObject(expected)
  })

  test('that is given up by its caller, or never read, is no timeout of the miner', async () => {
    await using run = await withRogue((_, response) => void response.writeHead(200, head).write('x'))
    const stream = await run.dendrite.stream(run.endpoint, synapse, { prompt: '' }, { timeout: 300 })
    expect(await stream.response).toMatchObject({ statusCode: null, isTimeout: false, bytes: 1 })
  })

  test('of a port that nobody listens on', async () => {
    const gone = await withRogue(() => {})
    const { endpoint } = gone
    await gone[Symbol.asyncDispose]()
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const stream = await dendrite.stream(endpoint, synapse, { prompt: '' })
    expect(await stream.response).toMatchObject({ statusCode: 503 })
    const nowhere = await dendrite.stream({ ...endpoint, host: 'x y' }, synapse, { prompt: '' })
    expect(await nowhere.response).toMatchObject({
      statusCode: 503,
      statusMessage: expect.stringContaining('no address'),
    })
  })
})
