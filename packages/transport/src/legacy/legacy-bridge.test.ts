import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { isSubnetError } from '@subnetkit/base'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { z } from 'zod'
import { createNonceSource } from '../btauth/nonce-source.js'
import { transportError } from '../errors/transport-error.js'
import { serveLegacyAxon } from './axon.js'
import type { LegacyFailure } from './axon-exchange.js'
import type { LegacyAxonOptions } from './axon-options.js'
import { v10LegacyRules } from './axon-rules.js'
import { bodyHash } from './body-hash.js'
import { createLegacyDendrite } from './dendrite.js'
import { LegacyHttpError, legacyRoute } from './legacy-route.js'
import { legacySynapse } from './legacy-synapse.js'
import { signLegacyRequest } from './signature.js'

const validator = createKeypair('//Alice')
const miner = createKeypair('//Bob')
const synapse = legacySynapse({
  name: 'Echo',
  fields: z.object({
    prompt: z.string(),
    temperature: z.number().default(1),
    answer: z.string().nullable().default(null),
  }),
  hashFields: ['prompt', 'temperature'],
  deadline: '5s',
  maxBytes: '8kB',
})
const echo = legacyRoute(synapse, { forward: ({ input }) => ({ answer: `re:${input.prompt}` }) })

async function withAxon(options: Partial<LegacyAxonOptions>) {
  const failures: LegacyFailure[] = []
  const axon = await serveLegacyAxon({
    keypair: miner,
    routes: [echo],
    admission: null,
    onError: (failure) => failures.push(failure),
    ...options,
  })
  const endpoint = { host: '127.0.0.1', port: axon.port, hotkey: miner.address }
  return { axon, endpoint, failures, [Symbol.asyncDispose]: () => axon.close() }
}

const nowNs = 1_795_231_600_000_000_000n

/** A signed request, changed before it is sent. */
function post(
  port: number,
  change: {
    nonce?: bigint
    uuid?: string
    receiver?: string
    path?: string
    headers?: Record<string, string | undefined>
    body?: string
  } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { nonce = nowNs, uuid = 'u', receiver = miner.address } = change
  const hash = bodyHash(['hi', 1])
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json',
    timeout: '5.0',
    bt_header_dendrite_nonce: String(nonce),
    bt_header_dendrite_uuid: uuid,
    bt_header_dendrite_version: '10002000',
    bt_header_dendrite_hotkey: validator.address,
    bt_header_dendrite_signature: signLegacyRequest(validator, { nonce, receiver, uuid, bodyHash: hash }),
    computed_body_hash: hash,
    ...change.headers,
  }
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
  return new Promise((resolve, reject) => {
    const path = change.path ?? '/Echo'
    const options = {
      host: '127.0.0.1',
      port,
      method: 'POST',
      path,
      agent: false,
      headers: sent as Record<string, string>,
    }
    const request = httpRequest(options, (message) => {
      let body = ''
      message.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      message.on('end', () => resolve({ status: message.statusCode ?? 0, headers: message.headers, body }))
      message.on('error', reject)
    })
    request.on('error', reject)
    request.end(change.body ?? '{"prompt":"hi"}')
  })
}

describe('dendrite and axon', () => {
  test('a query is answered, typed from end to end', async () => {
    await using server = await withAxon({})
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const response = await dendrite.query(server.endpoint, synapse, { prompt: 'hi', temperature: 2 })
    expectTypeOf(response.synapse).toEqualTypeOf<{
      prompt: string
      temperature: number
      answer: string | null
    }>()
    expect(response).toMatchObject({
      statusCode: 200,
      statusMessage: 'Success',
      isSuccess: true,
      isTimeout: false,
      synapse: { prompt: 'hi', temperature: 2, answer: 're:hi' },
      axon: { hotkey: miner.address },
    })
  })

  test('the default route answers a ping', async () => {
    await using server = await withAxon({})
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const ping = legacySynapse({ name: 'Synapse', fields: z.object({}) })
    expect((await dendrite.query(server.endpoint, ping, {})).isSuccess).toBe(true)
  })

  test.each([{}, { rules: v10LegacyRules }])(
    'defect: an axon refused a dendrite whose clock had been set back, until it caught up (%#)',
    async (options) => {
      let clock = Number(nowNs / 1_000_000n)
      await using server = await withAxon({ ...options, now: () => BigInt(clock) * 1_000_000n })
      const nonces = createNonceSource({ now: () => clock })
      await using dendrite = createLegacyDendrite({ keypair: validator, nonces })
      for (const step of [0, 3_600_000, -3_600_000, 1, 60_000]) {
        clock += step
        const response = await dendrite.query(server.endpoint, synapse, { prompt: 'hi' })
        expect(response.statusCode).toBe(200)
      }
    },
  )

  describe('a dendrite that keeps its uuid, whose clock was set back with that of the axon', () => {
    const hourNs = 3_600_000_000_000n
    const secondNs = 1_000_000_000n
    async function afterStepBack(options: Partial<LegacyAxonOptions>) {
      let now = nowNs + hourNs
      const server = await withAxon({ ...options, now: () => now })
      const ask = async (nonce: bigint) => (await post(server.endpoint.port, { nonce })).status
      expect([await ask(now), await ask(now + secondNs)]).toEqual([200, 200])
      now = nowNs
      return {
        ask,
        at: (ns: bigint) => {
          now = ns
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      }
    }

    test('defect: it was refused until both had caught up', async () => {
      await using run = await afterStepBack({})
      expect(await run.ask(nowNs)).toBe(200)
      expect([await run.ask(nowNs), await run.ask(nowNs - 1n)]).toEqual([401, 401])
      expect(await run.ask(nowNs + secondNs)).toBe(200)
    })

    test('nothing of before the step passes when its time comes again', async () => {
      await using run = await afterStepBack({})
      expect(await run.ask(nowNs)).toBe(200)
      const [first, last] = [nowNs + hourNs, nowNs + hourNs + secondNs]
      run.at(first)
      expect([await run.ask(first - 1n), await run.ask(first), await run.ask(last)]).toEqual([200, 401, 401])
      expect([await run.ask(last + 1n), await run.ask(last + 1n)]).toEqual([200, 401])
    })

    test('is refused under the rules of v10, which know the last nonce alone', async () => {
      await using run = await afterStepBack({ rules: { ...v10LegacyRules, requireInputObjects: false } })
      expect(await run.ask(nowNs)).toBe(401)
    })
  })

  test('an input that does not match the synapse is the caller’s own mistake', async () => {
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const query = dendrite.query({ host: '127.0.0.1', port: 1, hotkey: miner.address }, synapse, {
      prompt: 7 as unknown as string,
    })
    await expect(query).rejects.toSatisfy((error) => isSubnetError(error, 'BODY_MALFORMED'))
  })

  test('a forward that never ends is a timeout on both sides, and its signal aborts', async () => {
    let aborted = false
    const hang = legacyRoute(synapse, {
      forward: ({ signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true
            resolve({})
          })
        }),
    })
    await using server = await withAxon({ routes: [hang] })
    const answer = await post(server.endpoint.port, {
      headers: { timeout: '0.05' },
      nonce: BigInt(Date.now()) * 1_000_000n,
    })
    expect(answer).toMatchObject({ status: 408, body: '{"message":"Response timeout after: 0.05s"}' })
    expect(aborted).toBe(true)
  })

  test('what a forward fails of reaches the miner, not the caller', async () => {
    const fails = legacyRoute(synapse, {
      forward: () => {
        throw new Error('a secret path')
      },
    })
    await using server = await withAxon({ routes: [fails] })
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const response = await dendrite.query(server.endpoint, synapse, { prompt: 'hi' })
    expect(response.statusCode).toBe(500)
    expect(response.statusMessage).toMatch(/^Internal Server Error #[0-9a-f-]{36}$/)
    expect(server.failures[0]?.error.message).toContain('a secret path')
    expect(server.failures[0]?.message).toBe(response.statusMessage)
  })

  test('answers beyond the declared fields, types and size are failures of the miner', async () => {
    for (const filled of [{ surplus: 1 }, { answer: 7 }, { answer: 'x'.repeat(9_000) }]) {
      const route = legacyRoute(synapse, { forward: () => filled as { answer: string } })
      await using server = await withAxon({ routes: [route] })
      await using dendrite = createLegacyDendrite({ keypair: validator })
      expect((await dendrite.query(server.endpoint, synapse, { prompt: 'hi' })).statusCode).toBe(500)
      expect(server.failures.map(({ error }) => error.code)).toEqual(['HANDLER_FAILED'])
    }
  })

  test('an HTTP error of a forward passes without headers of the protocol', async () => {
    const teapot = legacyRoute(synapse, {
      forward: () => {
        throw new LegacyHttpError(418, 'tea')
      },
    })
    await using server = await withAxon({ routes: [teapot], now: () => nowNs })
    const { status, body, headers } = await post(server.endpoint.port)
    expect([status, body]).toEqual([418, '{"detail":"tea"}'])
    expect(Object.keys(headers).filter((name) => name.startsWith('bt_'))).toEqual([])
  })

  test('blacklist and admission refuse with 403, each with its reason', async () => {
    const denied = legacyRoute(synapse, { forward: () => ({}), blacklist: () => 'no stake' })
    const admission = {
      check(hotkey: string) {
        throw transportError('CALLER_UNKNOWN', { hotkey, netuid: 1 })
      },
    }
    await using listed = await withAxon({ routes: [denied] })
    await using unknown = await withAxon({ admission })
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const first = await dendrite.query(listed.endpoint, synapse, { prompt: 'hi' })
    const second = await dendrite.query(unknown.endpoint, synapse, { prompt: 'hi' })
    expect([first.isBlacklist, first.statusMessage]).toEqual([
      true,
      'Forbidden. Key is blacklisted: no stake.',
    ])
    expect([second.isBlacklist, second.statusMessage?.includes('is not registered on subnet 1')]).toEqual([
      true,
      true,
    ])
  })

  test('two routes of one name are refused', async () => {
    const serving = serveLegacyAxon({ keypair: miner, routes: [echo, echo], admission: null })
    await expect(serving).rejects.toSatisfy((error) => isSubnetError(error, 'CONFIG_INVALID'))
  })
})

describe('streams', () => {
  const streamed = (stream: () => AsyncIterable<string>) => legacyRoute(synapse, { stream })

  test('bytes pass as they are yielded, below the usual headers', async () => {
    const route = streamed(async function* () {
      yield 'one '
      yield 'two'
    })
    await using server = await withAxon({ routes: [route], now: () => nowNs })
    const { status, headers, body } = await post(server.endpoint.port)
    expect([status, body]).toEqual([200, 'one two'])
    expect(headers).toMatchObject({ 'content-type': 'text/event-stream', bt_header_axon_status_code: '200' })
  })

  test('one that hangs, or is too long, is cut', async () => {
    const hangs = streamed(async function* () {
      yield 'one'
      await new Promise(() => {})
    })
    const long = streamed(async function* () {
      for (;;) yield 'x'.repeat(1_000)
    })
    for (const route of [hangs, long]) {
      await using server = await withAxon({ routes: [route], now: () => nowNs })
      await expect(post(server.endpoint.port, { headers: { timeout: '0.1' } })).rejects.toThrow()
    }
  })
})

describe('what our axon refuses and v10 does not', () => {
  const second = 1_000_000_000n
  const mutations: readonly (readonly [string, Parameters<typeof post>[1], number])[] = [
    ['no signature', { headers: { bt_header_dendrite_signature: undefined } }, 401],
    ['a nonce an hour ahead', { nonce: nowNs + 3_600n * second }, 401],
    [
      'an old version with a tiny nonce',
      { nonce: 5n, headers: { bt_header_dendrite_version: '7001000' } },
      401,
    ],
    [
      'a day of timeout, which would keep a replay alive',
      { nonce: nowNs - 3_600n * second, headers: { timeout: '86400.0' } },
      401,
    ],
  ]

  test.each(mutations)('%s', async (_what, change, status) => {
    await using strict = await withAxon({ now: () => nowNs })
    const like = { ...v10LegacyRules, requireInputObjects: false }
    await using v10 = await withAxon({ now: () => nowNs, rules: like })
    expect((await post(strict.endpoint.port, change)).status).toBe(status)
    expect((await post(v10.endpoint.port, change)).status).toBe(200)
  })
})

describe('what both refuse', () => {
  const cases: readonly (readonly [string, Parameters<typeof post>[1], number, string])[] = [
    ['another receiver', { receiver: validator.address }, 401, 'LEGACY_NOT_VERIFIED'],
    ['a changed hashed field', { body: '{"prompt":"ho"}' }, 400, 'LEGACY_BODY_HASH_MISMATCH'],
    [
      'a float that was an int',
      { body: '{"prompt":"hi","temperature":2}' },
      400,
      'LEGACY_BODY_HASH_MISMATCH',
    ],
    ['no JSON', { body: '{' }, 400, 'BODY_MALFORMED'],
    ['a missing required field', { body: '{}' }, 400, 'BODY_MALFORMED'],
    ['an unreadable header', { headers: { timeout: 'soon' } }, 400, 'LEGACY_HEADERS_INVALID'],
    ['an unknown synapse', { path: '/echo' }, 404, 'LEGACY_SYNAPSE_UNKNOWN'],
    ['a path below a synapse', { path: '/Echo/more' }, 404, 'LEGACY_SYNAPSE_UNKNOWN'],
    [
      'a signature that is no hex',
      { headers: { bt_header_dendrite_signature: 'x' } },
      401,
      'LEGACY_NOT_VERIFIED',
    ],
    ['too large a body', { body: ' '.repeat(9_000) }, 413, 'BODY_TOO_LARGE'],
  ]

  test.each(cases)('%s', async (_what, change, status, code) => {
    await using server = await withAxon({ now: () => nowNs })
    expect((await post(server.endpoint.port, change)).status).toBe(status)
    expect(server.failures.map(({ error }) => error.code)).toEqual([code])
  })

  test('the same request twice, and an older one of the same dendrite', async () => {
    await using server = await withAxon({ now: () => nowNs })
    const { port } = server.endpoint
    expect((await post(port)).status).toBe(200)
    expect((await post(port)).body).toContain('a newer one was last processed')
    expect((await post(port, { nonce: nowNs - 1n })).status).toBe(401)
    expect((await post(port, { nonce: nowNs + 1n })).status).toBe(200)
    expect((await post(port, { uuid: 'another' })).status).toBe(200)
  })

  test('defect: a rule that is undefined is the strict one: without a signature nobody is served', async () => {
    const unsigned = { headers: { bt_header_dendrite_signature: undefined } }
    await using lax = await withAxon({ now: () => nowNs, rules: { requireSignature: false } })
    expect((await post(lax.axon.port, unsigned)).status).toBe(200)
    await using strict = await withAxon({
      now: () => nowNs,
      rules: { requireSignature: undefined } as object,
    })
    expect((await post(strict.axon.port, unsigned)).status).toBe(401)
  })

  test('a refused signature uses up no nonce', async () => {
    await using server = await withAxon({ now: () => nowNs })
    const { port } = server.endpoint
    expect((await post(port, { nonce: nowNs + 9n, receiver: validator.address })).status).toBe(401)
    expect((await post(port)).status).toBe(200)
  })

  test('nonces of as many dendrites as fit are remembered, old ones make room', async () => {
    let now = nowNs
    await using server = await withAxon({ now: () => now, maxNonces: 2 })
    const { port } = server.endpoint
    expect((await post(port, { uuid: 'a' })).status).toBe(200)
    expect((await post(port, { uuid: 'b' })).status).toBe(200)
    expect((await post(port, { uuid: 'c' })).status).toBe(503)
    now += 120n * 1_000_000_000n
    expect((await post(port, { uuid: 'c', nonce: now })).status).toBe(200)
    expect((await post(port, { uuid: 'a' })).status).toBe(401)
  })
})

describe('what a dendrite makes of an answer', () => {
  async function serve(answer: Parameters<typeof createServer>[1]) {
    const server = createServer(answer!)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return {
      endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, hotkey: miner.address },
      async [Symbol.asyncDispose]() {
        const closed = new Promise((resolve) => server.close(resolve))
        server.closeAllConnections()
        await closed
      },
    }
  }
  const json = { 'content-type': 'application/json' }

  test.each([
    ['dripping bytes', '408', 'Request timeout after 0.2 seconds'],
    ['too many bytes', '422', 'Failed to parse response: it is larger than 8000 bytes'],
  ])('%s end at the limit', async (what, code, message) => {
    await using server = await serve((_request, response) => {
      response.writeHead(200, { ...json, bt_header_axon_status_code: '200' })
      const chunk = what === 'dripping bytes' ? ' ' : ' '.repeat(9_000)
      const timer = setInterval(() => response.write(chunk), 20)
      response.on('close', () => clearInterval(timer))
    })
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const response = await dendrite.query(server.endpoint, synapse, { prompt: 'hi' }, { timeout: '200ms' })
    expect([String(response.statusCode), response.statusMessage]).toEqual([code, message])
    expect(response.synapse.answer).toBe(null)
  })

  test('HTTP 200 alone is no success; names of headers count in lower case only', async () => {
    const names = ['', 'BT_HEADER_AXON_STATUS_CODE', 'bt_header_axon_status_code']
    let asked = 0
    await using server = await serve((_request, response) => {
      const name = names[asked++]!
      response.writeHead(200, { ...json, ...(name && { [name]: '200' }) })
      response.end(JSON.stringify({ prompt: 'hi', answer: 'A' }))
    })
    await using dendrite = createLegacyDendrite({ keypair: validator })
    for (const status of [null, null, 200]) {
      const response = await dendrite.query(server.endpoint, synapse, { prompt: 'hi' })
      expect([response.statusCode, response.isSuccess]).toEqual([status, status === 200])
      expect(response.synapse.answer).toBe('A')
    }
  })

  test('defect: a kept connection that the axon closed under us was a failure of the axon', async () => {
    const nonces: unknown[] = []
    const served = new WeakSet<object>()
    await using server = await serve(({ socket, headers }, response) => {
      nonces.push(headers.bt_header_dendrite_nonce)
      if (served.has(socket)) return void socket.destroy()
      served.add(socket)
      response.writeHead(200, { ...json, bt_header_axon_status_code: '200' })
      response.end(JSON.stringify({ prompt: 'hi', answer: 'A' }))
    })
    await using dendrite = createLegacyDendrite({ keypair: validator, maxConnectionsPerMiner: 1 })
    for (let times = 0; times < 2; times++) {
      expect(await dendrite.query(server.endpoint, synapse, { prompt: 'hi' })).toMatchObject({
        isSuccess: true,
      })
    }
    expect([nonces.length, new Set(nonces).size]).toEqual([3, 3])
  })

  test('defect: axons inside the network of the validator were called', async () => {
    let asked = 0
    await using server = await serve((_request, response) => {
      asked += 1
      response.end('{}')
    })
    const query = async (host: string, allowPrivateAddresses?: boolean) => {
      await using dendrite = createLegacyDendrite({ keypair: validator, allowPrivateAddresses })
      return await dendrite.query({ ...server.endpoint, host }, synapse, { prompt: 'hi' })
    }
    for (const host of ['localhost', '127.0.0.2', '::ffff:127.0.0.1']) {
      expect((await query(host)).statusCode).toBe(503)
    }
    expect((await query('127.0.0.1', false)).statusCode).toBe(503)
    expect(asked).toBe(0)
    await query('localhost', true)
    expect(asked).toBe(1)
  })

  test('a redirect is not followed', async () => {
    let asked = 0
    await using server = await serve((_request, response) => {
      asked += 1
      response.writeHead(307, { ...json, location: '/elsewhere' }).end('{"message":"there"}')
    })
    await using dendrite = createLegacyDendrite({ keypair: validator })
    const response = await dendrite.query(server.endpoint, synapse, { prompt: 'hi' })
    expect([response.statusCode, response.statusMessage, asked]).toEqual([307, 'there', 1])
  })

  test('nobody there, no address, the caller gives up, the dendrite is closed', async () => {
    const dendrite = createLegacyDendrite({ keypair: validator })
    const query = (host: string, port: number, signal?: AbortSignal) =>
      dendrite.query(
        { host, port, hotkey: miner.address },
        synapse,
        { prompt: 'hi' },
        signal ? { signal } : {},
      )
    let closedPort = 0
    {
      await using server = await serve(() => {})
      closedPort = server.endpoint.port
    }
    expect(await query('127.0.0.1', closedPort)).toMatchObject({
      statusCode: 503,
      statusMessage: `Service unavailable at 127.0.0.1:${closedPort}/Echo`,
    })
    expect((await query('', 0)).statusCode).toBe(503)
    expect((await query('127.0.0.1', closedPort, AbortSignal.abort())).isTimeout).toBe(true)
    await using silent = await serve(() => {})
    const pending = query('127.0.0.1', silent.endpoint.port)
    await dendrite[Symbol.asyncDispose]()
    expect((await pending).isTimeout).toBe(true)
    expect((await query('127.0.0.1', silent.endpoint.port)).isTimeout).toBe(true)
  })

  test('a key that v10 does not know is refused', () => {
    let thrown: unknown
    try {
      createLegacyDendrite({ keypair: createKeypair('//Alice', { scheme: 'ed25519' }) })
    } catch (error) {
      thrown = error
    }
    expect(isSubnetError(thrown, 'CONFIG_INVALID')).toBe(true)
  })
})

describe('places of an axon', () => {
  /** Head of a request that holds its place, since its body does not follow. */
  function pending(port: number, hotkey: string): Socket {
    const headers = [`bt_header_dendrite_hotkey: ${hotkey}`, 'Expect: 100-continue', 'Content-Length: 10']
    const text = ['POST /Slow HTTP/1.1', 'Host: x', ...headers, '', ''].join('\r\n')
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    return socket.on('error', () => {}).resume()
  }

  test('defect: forged signatures of one address are refused unchecked', async () => {
    let checked = 0
    await using server = await withAxon({
      limits: { maxUnprovenPerCaller: 2, unprovenPerSecond: 1 },
      verify: () => {
        checked++
        throw new Error('forged')
      },
    })
    const answers = []
    for (let index = 0; index < 4; index++) answers.push(await post(server.axon.port))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 429])
    expect([checked, answers[3]?.headers['retry-after']]).toEqual([2, '1'])
    expect(server.failures[3]?.error.code).toBe('CLAIM_TOO_FREQUENT')
  })

  test('defect: claims without a signature kept the places of an axon from honest callers', async () => {
    const held: (() => void)[] = []
    const verify = ({ synapse: name }: { synapse: string }) =>
      name === 'Slow' ? new Promise<void>((resolve) => held.push(resolve)) : undefined
    const slow = legacySynapse({ name: 'Slow', fields: z.object({}) })
    await using server = await withAxon({
      routes: [echo, legacyRoute(slow, { forward: () => ({}) })],
      verify,
      limits: { maxPending: 3, maxPendingPerCaller: 2 },
    })
    const { port } = server.endpoint
    const sockets = ['a', 'b', 'c'].map((hotkey) => pending(port, hotkey))
    await vi.waitFor(() => expect(held).toHaveLength(3))
    const closed = once(sockets[0]!, 'close')
    await using dendrite = createLegacyDendrite({ keypair: validator })
    expect((await dendrite.query(server.endpoint, synapse, { prompt: 'hi' })).statusCode).toBe(200)
    // The oldest claim has paid for it, and no other.
    await closed
    expect(sockets.slice(1).map(({ destroyed }) => destroyed)).toEqual([false, false])
    for (const socket of sockets) socket.destroy()
    for (const release of held) release()
  })
})
