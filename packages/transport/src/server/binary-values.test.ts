import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SubnetError } from '@subnetkit/base'
import { Bytes, type BytesSource, bytes, fileBytes, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { request } from 'undici'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { packParts } from '../body/write-parts.js'
import { signRequest } from '../btauth/sign-request.js'
import { createRequestVerifier } from '../btauth/verify-request.js'
import { createMinerClient } from '../client/create-miner-client.js'
import { transportError } from '../errors/transport-error.js'
import type { Handlers } from './handlers.js'
import { createRouter } from './router.js'
import { serveProtocol } from './serve-protocol.js'

const alice = createKeypair('//Alice')
const bob = createKeypair('//Bob')
const protocol = {
  flip: synapse({
    input: z.object({ image: bytes({ max: '4MB' }), more: z.array(bytes()).optional() }),
    output: z.object({ image: bytes(), count: z.int() }),
    maxBytes: '8MB',
  }),
  measure: synapse({ input: z.object({ data: bytes() }), output: z.int(), maxBytes: '8MB' }),
  double: synapse({
    input: z.object({ data: bytes() }),
    output: z.object({ data: z.array(bytes()) }),
    maxBytes: '8MB',
  }),
  draw: synapse({ input: z.int(), output: z.object({ data: bytes({ max: 1_000 }) }), maxBytes: '1MB' }),
}
const kept: Bytes[] = []
const handlers: Handlers<typeof protocol> = {
  flip: async ({ input: { image, more = [] } }) => {
    expectTypeOf(image).toEqualTypeOf<Bytes>()
    kept.push(image)
    return { image: (await image.bytes()).reverse(), count: more.length }
  },
  measure: ({ input }) => input.data.size,
  double: ({ input: { data } }) => ({ data: [data, data] }),
  draw: ({ input }) => {
    if (input === 13) return { data: new Bytes({ size: 9, chunks: () => [Buffer.from('short')] }) }
    return { data: new Blob(['x'.repeat(input)]) }
  },
}

async function start(sessions: 'off' | 'require' = 'off') {
  const errors: SubnetError[] = []
  const server = await serveProtocol({
    ...{ protocol, handlers, admission: null, onError: (error) => errors.push(error) },
    verifier: createRequestVerifier({ hotkey: bob.address }),
  })
  const client = createMinerClient({ protocol }, { keypair: alice, sessions })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
  return {
    ...{ server, client, errors, endpoint },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await server.close()
    },
  }
}

test.each(['off', 'require'] as const)(
  'binary values go both ways raw, with sessions %s',
  async (sessions) => {
    await using run = await start(sessions)
    const image = randomBytes(3_000_000)
    const more = [Buffer.from('a'), new Blob(['b']), new ArrayBuffer(3)]
    expectTypeOf<Parameters<typeof run.client.query<'flip'>>[2]['image']>().toEqualTypeOf<BytesSource>()
    const result = await run.client.query(run.endpoint, 'flip', { image, more })
    if (result.kind !== 'ok') throw new Error(result.reason)
    expect(result.output.count).toBe(3)
    expect(Buffer.compare(await result.output.image.bytes(), Buffer.from(image).reverse())).toBe(0)
    expect(run.errors).toEqual([])
    // The call is over: what the handler received is given back.
    await expect(kept.at(-1)!.bytes()).rejects.toThrow('released')
    await run.client[Symbol.asyncDispose]()
    await expect(result.output.image.bytes()).rejects.toThrow('released')
  },
)

test('a file is sent as it is', async () => {
  await using run = await start()
  const folder = await mkdtemp(join(tmpdir(), 'files-'))
  try {
    const path = join(folder, 'image')
    await writeFile(path, 'twelve bytes')
    const data = await fileBytes(path)
    expect(await run.client.query(run.endpoint, 'measure', { data })).toMatchObject({
      kind: 'ok',
      output: 12,
    })
    await writeFile(path, 'more than twelve bytes')
    const changed = run.client.query(run.endpoint, 'measure', { data })
    await expect(changed).rejects.toMatchObject({ code: 'BODY_MALFORMED' })
    await expect(fileBytes(folder)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(fileBytes(`${path}x`)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('limits hold on both sides', async () => {
  await using run = await start()
  const { client, endpoint } = run
  const tooLarge = client.query(endpoint, 'flip', { image: Buffer.alloc(4_200_000) })
  await expect(tooLarge).rejects.toMatchObject({ code: 'BODY_MALFORMED' })
  const above = await client.query(endpoint, 'measure', { data: Buffer.alloc(8_400_000) })
  expect(above).toMatchObject({ kind: 'ours', code: 'QUESTION_TOO_LARGE' })
  expect(await client.query(endpoint, 'draw', 1_000)).toMatchObject({ kind: 'ok' })
  for (const size of [1_001, 2_000_000]) {
    expect(await client.query(endpoint, 'draw', size)).toMatchObject({
      kind: 'refused',
      code: 'HANDLER_FAILED',
    })
  }
})

test('a large request that is refused by its headers gets the reason', async () => {
  const verifier = createRequestVerifier({ hotkey: bob.address })
  await using server = await serveProtocol({
    ...{ protocol, handlers, verifier },
    admission: {
      check() {
        throw transportError('CALLER_UNKNOWN', { hotkey: alice.address, netuid: 1 })
      },
    },
  })
  await using client = createMinerClient({ protocol }, { keypair: alice })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
  const result = await client.query(endpoint, 'measure', { data: Buffer.alloc(7_000_000) })
  expect(result).toMatchObject({ kind: 'refused', code: 'CALLER_UNKNOWN' })
})

test('defect: our own disk was charged to the miner, or called a failed handler', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'spool-'))
  const codes: string[] = []
  await using server = await serveProtocol({
    ...{ protocol, handlers, admission: null, spool: { directory }, onError: ({ code }) => codes.push(code) },
    verifier: createRequestVerifier({ hotkey: bob.address }),
  })
  await using client = createMinerClient({ protocol }, { keypair: alice, spool: { directory } })
  const endpoint = { hotkey: bob.address, host: '127.0.0.1', port: server.port }
  await rm(directory, { recursive: true })
  const refused = await client.query(endpoint, 'measure', { data: Buffer.alloc(2_000_000) })
  expect(refused).toMatchObject({ kind: 'refused', status: 503, code: 'SPOOL_FAILED', retryAfterMs: 1_000 })
  expect(codes).toEqual(['SPOOL_FAILED'])
  // Each value fits into memory at the miner; the answer does not at the client.
  const ours = await client.query(endpoint, 'double', { data: Buffer.alloc(600_000) })
  expect(ours).toMatchObject({ kind: 'ours', code: 'SPOOL_FAILED' })
})

test('an answer that cannot be sent to its end is not taken for whole', async () => {
  await using run = await start()
  expect(await run.client.query(run.endpoint, 'draw', 13)).not.toMatchObject({ kind: 'ok' })
  expect(run.errors.map(({ code }) => code)).toEqual(['HANDLER_FAILED'])
})

async function post(run: Awaited<ReturnType<typeof start>>, name: string, body: Buffer, type: string) {
  const target = `/${name}`
  const auth = signRequest({ keypair: alice, method: 'POST', target, body, receiver: bob.address })
  const headers = { ...auth, 'content-type': type }
  const response = await request(`${run.server.url}${target}`, { method: 'POST', headers, body })
  const json = (await response.body.json()) as {
    error: { data: { subnetkit: { code: string; message: string } } }
  }
  return [response.statusCode, json.error.data.subnetkit.code, json.error.data.subnetkit.message]
}

test('a stock client is refused clearly, and so is a body that is no message or of another type', async () => {
  await using run = await start()
  const [status, code, message] = await post(run, 'measure', Buffer.from('{"data":"x"}'), 'application/json')
  expect([status, code]).toEqual([400, 'BODY_MALFORMED'])
  expect(message).toContain('application/x-subnetkit-parts')
  const type = 'application/x-subnetkit-parts'
  expect(await post(run, 'measure', Buffer.from('snk1'), type)).toMatchObject({ 0: 400, 1: 'BODY_MALFORMED' })
  const chunks: Uint8Array[] = []
  for await (const chunk of packParts({ data: 'text' }).chunks()) chunks.push(chunk)
  const noBytes = await post(run, 'measure', Buffer.concat(chunks), type)
  expect(noBytes).toEqual([400, 'BODY_MALFORMED', expect.stringContaining('expected bytes')])
})

test('a router for other adapters refuses such a synapse instead of losing its bytes', async () => {
  const router = createRouter(protocol, handlers)
  const caller = router.createCaller({
    caller: { hotkey: alice.address },
    signal: new AbortController().signal,
  })
  await expect(caller.draw(5)).rejects.toMatchObject({ cause: { code: 'BODY_MALFORMED' } })
})
