import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, Server } from 'node:net'
import { defineErrors, type SubnetError } from '@subnetkit/base'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import { request } from 'undici'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import { createRequestVerifier } from '../btauth/verify-request.js'
import { transportError } from '../errors/transport-error.js'
import type { Handlers } from './handlers.js'
import type { ProtocolRouter } from './router.js'
import { type ProtocolServerOptions, serveProtocol } from './serve-protocol.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')

const protocol = {
  echo: synapse({
    input: z.object({ text: z.string().max(10_000), times: z.number().default(1) }),
    output: z.object({ text: z.string().transform((text) => `<${text}>`), tokens: z.number().default(0) }),
    maxBytes: 2_000,
    deadline: '2s',
  }),
  fail: synapse({ input: z.string(), output: z.number() }),
  hang: synapse({ input: z.string(), output: z.number(), deadline: 50 }),
}

function createHandlers(calls: unknown[] = []): Handlers<typeof protocol> {
  return {
    echo: ({ input, caller }) => {
      calls.push({ input, caller })
      return { text: input.text.repeat(input.times) }
    },
    fail: ({ input }) => {
      if (input === 'lie') return 'no number' as unknown as number
      throw new Error('the database password is hunter2')
    },
    hang: ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop')))),
  }
}

async function start(options: Partial<ProtocolServerOptions<typeof protocol>> = {}) {
  const calls: unknown[] = []
  const errors: SubnetError[] = []
  const server = await serveProtocol({
    protocol,
    handlers: createHandlers(calls),
    verifier: createRequestVerifier({ hotkey: bob.address }),
    admission: null,
    onError: (error) => errors.push(error),
    ...options,
  })
  return { server, calls, errors, [Symbol.asyncDispose]: () => server.close() }
}

type Signing = Partial<Parameters<typeof signRequest>[0]>

function sign(target: string, body: string | Buffer, changes: Signing = {}): Record<string, string> {
  return signRequest({
    keypair: alice,
    method: 'POST',
    target,
    body: Buffer.from(body),
    receiver: bob.address,
    ...changes,
  })
}

async function post(url: string, target: string, body: string | Buffer, headers: Record<string, string>) {
  const response = await request(`${url}${target}`, { method: 'POST', headers, body })
  const json = (await response.body.json()) as {
    result?: { data: unknown }
    error?: { message: string; data: { subnetkit: { code: string; fix: string } } }
  }
  return {
    status: response.statusCode,
    code: json.error?.data.subnetkit.code,
    json,
    headers: response.headers,
  }
}

const good = (url: string) => post(url, '/echo', '{"text":"hi"}', sign('/echo', '{"text":"hi"}'))

/** Status of a signed call on a connection of an agent. */
async function statusOn(agent: Agent, port: number): Promise<number | undefined> {
  const body = '{"text":"hi"}'
  const call = httpRequest({ port, agent, method: 'POST', path: '/echo', headers: sign('/echo', body) }).end(
    body,
  )
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  await once(response.resume(), 'end')
  return response.statusCode
}

/** Sends bytes as they are and collects what comes back until the server ends the connection. */
async function raw(
  port: number,
  parts: readonly string[],
  afterAnswer: readonly string[] = [],
): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    const first = received === ''
    received += chunk
    if (first) for (const part of afterAnswer) socket.write(part)
  })
  await once(socket, 'connect')
  for (const part of parts) socket.write(part)
  await once(socket, 'close')
  return received
}

const head = (target: string, headers: Record<string, string | number>) =>
  [
    `POST ${target} HTTP/1.1`,
    'Host: miner',
    ...Object.entries(headers).map(([k, v]) => `${k}: ${v}`),
    '',
    '',
  ].join('\r\n')

describe('a signed call', () => {
  it('reaches the handler with the parsed input and the verified caller', async () => {
    await using run = await start()
    expect(await good(run.server.url)).toMatchObject({
      status: 200,
      json: { result: { data: { text: 'hi' } } },
    })
    expect(run.calls).toEqual([{ input: { text: 'hi', times: 1 }, caller: { hotkey: alice.address } }])
  })

  it('works from a stock tRPC client, whose types follow from the protocol', async () => {
    await using run = await start()
    const client = createTRPCClient<ProtocolRouter<typeof protocol>>({
      links: [
        httpLink({
          url: run.server.url,
          fetch: (url, init) => {
            const { pathname, search } = new URL(String(url))
            const headers = sign(pathname + search, String(init?.body))
            return fetch(String(url), { ...(init as RequestInit), headers: { ...init?.headers, ...headers } })
          },
        }),
      ],
    })
    const answer = await client.echo.mutate({ text: 'ab', times: 2 })
    expect(answer).toEqual({ text: 'abab' })
    // As it was sent: only our own client fills in the defaults of the output.
    expectTypeOf(answer).toEqualTypeOf<{ text: string; tokens?: number }>()
    expectTypeOf(client.echo.mutate)
      .parameter(0)
      .toEqualTypeOf<{ text: string; times?: number | undefined }>()

    const refused = await client.echo
      .mutate({ text: 1 as unknown as string })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(TRPCClientError)
    expect((refused as TRPCClientError<ProtocolRouter<typeof protocol>>).data).toMatchObject({
      code: 'BAD_REQUEST',
      httpStatus: 400,
      subnetkit: { code: 'BODY_MALFORMED', fix: expect.stringContaining('schema') },
    })
  })

  it('is refused when it comes twice', async () => {
    await using run = await start()
    const headers = sign('/echo', '{"text":"hi"}')
    expect(await post(run.server.url, '/echo', '{"text":"hi"}', headers)).toMatchObject({ status: 200 })
    const replay = await post(run.server.url, '/echo', '{"text":"hi"}', headers)
    expect(replay).toMatchObject({ status: 401, code: 'AUTH_REPLAYED' })
    expect(run.calls).toHaveLength(1)
  })
})

describe('bad authentication', () => {
  const stale = BigInt(Date.now() - 60_000) * 1_000_000n
  const cases: [string, string, () => Record<string, string>][] = [
    ['no signature', 'AUTH_MALFORMED', () => ({})],
    [
      'another receiver',
      'AUTH_WRONG_RECEIVER',
      () => sign('/echo', '{not json', { receiver: alice.address }),
    ],
    ['an old nonce', 'AUTH_STALE', () => sign('/echo', '{not json', { nonce: stale })],
    ['another body', 'AUTH_BAD_SIGNATURE', () => sign('/echo', '{}')],
    ['another path', 'AUTH_BAD_SIGNATURE', () => sign('/fail', '{not json')],
  ]

  it.each(cases)('%s is 401 before the body is parsed', async (_, code, headers) => {
    await using run = await start()
    expect(await post(run.server.url, '/echo', '{not json', headers())).toMatchObject({ status: 401, code })
    expect(run.calls).toEqual([])
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it.each(cases.slice(0, 3))('%s is answered without waiting for the body', async (_, code, headers) => {
    await using run = await start()
    const answer = await raw(run.server.port, [head('/echo', { ...headers(), 'Content-Length': 100 })])
    expect(answer).toMatch(/^HTTP\/1.1 401 /)
    expect(answer).toContain(code)
    expect(answer.toLowerCase()).toContain('connection: close')
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it('a duplicated header is refused', async () => {
    await using run = await start()
    const headers = sign('/echo', '')
    const twice = `${head('/echo', headers).slice(0, -2)}X-Bittensor-Nonce: 1\r\nContent-Length: 9\r\n\r\n`
    expect(await raw(run.server.port, [twice])).toContain('AUTH_MALFORMED')
  })

  it('an unwelcome caller is refused before the body, and counted only once proven', async () => {
    const asked: string[] = []
    const admission = {
      check(hotkey: string) {
        asked.push('check')
        if (hotkey !== alice.address) throw transportError('CALLER_UNKNOWN', { hotkey, netuid: 1 })
      },
      admit() {
        asked.push('admit')
      },
    }
    await using run = await start({ admission })
    const headers = sign('/echo', '', { keypair: createKeypair('//Eve') })
    const answer = await raw(run.server.port, [head('/echo', { ...headers, 'Content-Length': 100 })])
    expect(answer).toMatch(/^HTTP\/1.1 403 [\s\S]*CALLER_UNKNOWN/)
    await post(run.server.url, '/echo', '{"text":"other"}', sign('/echo', '{"text":"hi"}'))
    expect(asked).toEqual(['check', 'check'])
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
    expect(asked).toEqual(['check', 'check', 'check', 'admit'])
  })

  it('asks for the body only when the headers pass (Expect: 100-continue)', async () => {
    await using run = await start()
    const expecting = { Expect: '100-continue', Connection: 'close', 'Content-Length': 13 }
    const refused = await raw(run.server.port, [head('/echo', expecting)])
    expect(refused).toMatch(/^HTTP\/1.1 401 /)
    const headers = { ...sign('/echo', '{"text":"hi"}'), ...expecting }
    const taken = await raw(run.server.port, [head('/echo', headers)], ['{"text":"hi"}'])
    expect(taken).toMatch(/^HTTP\/1.1 100 Continue[\s\S]*HTTP\/1.1 200 OK/)
  })
})

describe('bad bodies', () => {
  it('declared too large: refused at once', async () => {
    await using run = await start()
    const headers = { ...sign('/echo', ''), 'Content-Length': 5_000 }
    expect(await raw(run.server.port, [head('/echo', headers)])).toMatch(
      /^HTTP\/1.1 413 [\s\S]*BODY_TOO_LARGE/,
    )
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it('undeclared too large: counted as it streams, then cut', async () => {
    await using run = await start()
    const headers = { ...sign('/echo', ''), 'Transfer-Encoding': 'chunked' }
    const chunk = `400\r\n${'x'.repeat(1_024)}\r\n`
    const answer = await raw(run.server.port, [head('/echo', headers), chunk, chunk, chunk])
    expect(answer).toMatch(/^HTTP\/1.1 413 [\s\S]*BODY_TOO_LARGE/)
    expect(run.errors.map(({ code }) => code)).toEqual(['BODY_TOO_LARGE'])
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it('defect: in a great many chunks of one byte, refused whoever signed it', async () => {
    await using run = await start()
    const headers = { ...sign('/echo', ''), 'Transfer-Encoding': 'chunked' }
    const answer = await raw(run.server.port, [head('/echo', headers), '1\r\nx\r\n'.repeat(1_001)])
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*BODY_MALFORMED/)
    expect(run.errors.map(({ code }) => code)).toEqual(['BODY_MALFORMED'])
  })

  it('defect: an address that sends many bodies in tiny chunks keeps only its proven connections', async () => {
    await using run = await start({ limits: { headersTimeoutMs: 600_000, keepAliveMs: 600_000 } })
    const proven = new Agent({ keepAlive: true, maxSockets: 1 })
    const kept = () => statusOn(proven, run.server.port)
    expect(await kept()).toBe(200)
    const tiny = [
      head('/echo', { ...sign('/echo', ''), 'Transfer-Encoding': 'chunked' }),
      '1\r\nx\r\n'.repeat(1_001),
    ]
    const idle = connect(run.server.port, '127.0.0.1')
    idle.on('error', () => {}).resume()
    const idleEnded = once(idle, 'close')
    await once(idle, 'connect')
    const sent = Array.from({ length: 16 }, () => raw(run.server.port, tiny))
    await idleEnded
    await Promise.all(sent)
    expect(await kept()).toBe(200)
    proven.destroy()
  })

  it('dripping: cut at the limit for the whole body', async () => {
    await using run = await start({ limits: { bodyTimeoutMs: 60 } })
    const socket = connect(run.server.port, '127.0.0.1')
    socket.on('error', () => {})
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.write(head('/echo', { ...sign('/echo', ''), 'Content-Length': 1_000 }))
    const drip = setInterval(() => socket.write('x'), 10)
    // Not events.once, which fails on the reset that a drip after the end may meet.
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(drip)
    expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*BODY_TOO_SLOW/)
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it.each([
    ['not JSON', '{"text":'],
    ['not the schema', '{"text":5}'],
    ['nothing', ''],
    ['a prototype', '{"__proto__":{"text":"x"}}'],
  ])('%s: 400 without quoting it', async (_, body) => {
    await using run = await start()
    const answer = await post(run.server.url, '/echo', body, sign('/echo', body))
    expect(answer).toMatchObject({ status: 400, code: 'BODY_MALFORMED' })
    expect(run.calls).toEqual([])
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it.each(['gzip', 'br', 'x, identity'])(
    'defect: %s, which nobody unpacks, was read as JSON',
    async (encoding) => {
      await using run = await start()
      const headers = { ...sign('/echo', ''), 'Content-Encoding': encoding, 'Content-Length': 100 }
      expect(await raw(run.server.port, [head('/echo', headers)])).toMatch(
        /^HTTP\/1.1 415 [\s\S]*BODY_ENCODED/,
      )
      const identity = { ...sign('/echo', '{"text":"hi"}'), 'Content-Encoding': 'identity' }
      expect(await post(run.server.url, '/echo', '{"text":"hi"}', identity)).toMatchObject({ status: 200 })
    },
  )

  it('broken off: costs nobody anything', async () => {
    await using run = await start()
    const socket = connect(run.server.port, '127.0.0.1')
    socket.write(head('/echo', { ...sign('/echo', ''), 'Content-Length': 100 }))
    await once(socket, 'connect')
    socket.destroy()
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })
})

describe('limits and failures', () => {
  it.each(['/nothing', '/echo,fail?batch=1', '/constructor', '/'])('%s: 404', async (target) => {
    await using run = await start()
    expect(await post(run.server.url, target, '{}', sign(target, '{}'))).toMatchObject({
      status: 404,
      code: 'SYNAPSE_UNKNOWN',
    })
  })

  it('too many headers: 431', async () => {
    await using run = await start({ limits: { headerCount: 10 } })
    const extra = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`x-extra-${index}`, '1']))
    const answer = await post(run.server.url, '/echo', '{}', { ...sign('/echo', '{}'), ...extra })
    expect(answer).toMatchObject({ status: 431, code: 'TOO_MANY_HEADERS' })
    const huge = await raw(run.server.port, [head('/echo', { 'x-huge': 'x'.repeat(20_000) })])
    expect(huge).toMatch(/^HTTP\/1.1 431 /)
  })

  it('a handler that throws or lies: 500 for that call, and its reason only for the miner', async () => {
    await using run = await start()
    for (const [body, reason] of [
      ['"throw"', 'handler fail threw'],
      ['"lie"', 'output schema'],
    ] as const) {
      const answer = await post(run.server.url, '/fail', body, sign('/fail', body))
      expect(answer).toMatchObject({ status: 500, code: 'HANDLER_FAILED' })
      expect(answer.json.error?.message).toContain(reason)
      expect(JSON.stringify(answer.json)).not.toMatch(/hunter2|stack|\.ts/)
    }
    expect(String(run.errors[0]?.cause)).toContain('hunter2')
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it('an error that the subnet defines: HANDLER_FAILED for the caller, with code and cause for the miner', async () => {
    const subnetError = defineErrors({
      DATABASE_AWAY: {
        message: 'no database at {url}',
        fix: 'Start {url}.',
        status: 503,
        transient: true,
      },
    })
    const handlers = {
      ...createHandlers(),
      fail: () => {
        throw subnetError('DATABASE_AWAY', { url: 'pg://hunter2@db' })
      },
    }
    await using run = await start({ handlers })
    const answer = await post(run.server.url, '/fail', '"x"', sign('/fail', '"x"'))
    expect(answer).toMatchObject({ status: 500, code: 'HANDLER_FAILED' })
    expect(JSON.stringify(answer.json)).not.toMatch(/hunter2|DATABASE_AWAY|pg:/)
    expect(run.errors).toMatchObject([{ code: 'HANDLER_FAILED', cause: { code: 'DATABASE_AWAY' } }])
  })

  it('a handler that hangs: told to stop at the deadline', async () => {
    await using run = await start({ limits: { maxConcurrent: 1 } })
    const answer = await post(run.server.url, '/hang', '"x"', sign('/hang', '"x"'))
    expect(answer).toMatchObject({ status: 504, code: 'HANDLER_TOO_SLOW' })
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it('more calls than it takes on: 503', async () => {
    let started = () => {}
    const inHandler = new Promise<void>((resolve) => {
      started = resolve
    })
    let release = () => {}
    const handlers: Handlers<typeof protocol> = {
      ...createHandlers(),
      echo: async ({ input }) => {
        if (input.text === 'hold') {
          started()
          await new Promise<void>((resolve) => {
            release = resolve
          })
        }
        return { text: input.text }
      },
    }
    await using run = await start({ handlers, limits: { maxConcurrent: 1, maxWaiting: 0 } })
    const held = post(run.server.url, '/echo', '{"text":"hold"}', sign('/echo', '{"text":"hold"}'))
    await inHandler
    expect(await good(run.server.url)).toMatchObject({ status: 503, code: 'MINER_OVERLOADED' })
    release()
    expect(await held).toMatchObject({ status: 200 })
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })

  it('an answer larger than maxBytes: the miner gets a report, the caller a 500', async () => {
    await using run = await start()
    const body = '{"text":"0123456789","times":500}'
    expect(await post(run.server.url, '/echo', body, sign('/echo', body))).toMatchObject({ status: 500 })
    expect(run.errors[0]?.message).toContain('larger than 2000 bytes')
  })

  it('answers GET /healthz to anybody', async () => {
    await using run = await start()
    const response = await request(`${run.server.url}/healthz`)
    expect([response.statusCode, await response.body.text()]).toEqual([200, '{"ok":true}'])
  })

  it('refuses handlers that do not fit the protocol', async () => {
    const { hang: _, ...missing } = createHandlers()
    // @ts-expect-error a handler is missing
    await expect(start({ handlers: missing })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    const surplus = { ...createHandlers(), extra: () => 1 }
    await expect(start({ handlers: surplus })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  it('says why it cannot listen', async () => {
    await using run = await start()
    await expect(start({ port: run.server.port })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(start({ port: 65_536 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  it.each([{ bodyTimeoutMs: Number.NaN }, { keepAliveMs: 0 }, { maxConcurrent: 1.5 }])(
    'refuses %j, which would be no limit',
    async (limits) => {
      const [name] = Object.keys(limits)
      await expect(start({ limits })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
      await expect(start({ limits })).rejects.toThrow(name)
    },
  )

  it('outlives connections that it could not accept', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen')
    await using run = await start()
    const [server] = listen.mock.instances as [Server]
    listen.mockRestore()
    for (let times = 0; times < 3; times++) server.emit('error', new Error('accept EMFILE'))
    expect(await good(run.server.url)).toMatchObject({ status: 200 })
  })
})

describe('close', () => {
  const slow = (gate: Promise<void>, started: () => void): Handlers<typeof protocol> => ({
    ...createHandlers(),
    echo: async ({ input }) => {
      started()
      await gate
      return { text: input.text }
    },
  })

  it('lets a call in flight finish and takes no new one', async () => {
    const entered = deferred()
    const gate = deferred()
    const run = await start({ handlers: slow(gate.promise, entered.resolve) })
    const call = good(run.server.url)
    await entered.promise
    const closed = run.server.close()
    gate.resolve()
    expect(await call).toMatchObject({ status: 200 })
    await closed
    await expect(good(run.server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('cuts what does not end by the deadline', async () => {
    const entered = deferred()
    const never = new Promise<void>(() => {})
    const run = await start({ handlers: slow(never, entered.resolve), limits: { closeDeadlineMs: 20 } })
    const call = good(run.server.url).catch((error: unknown) => error)
    await entered.promise
    await run.server.close()
    expect(await call).toMatchObject({ status: 503, code: 'MINER_CLOSING' })
  })
})

function deferred() {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
