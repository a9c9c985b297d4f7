import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SubnetError } from '@subnetkit/base'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { transportError } from '../errors/transport-error.js'
import type { Admission } from '../server/admission.js'
import { type MinerOptions, serveMiner } from '../server/serve-miner.js'
import { createMinerClient } from './create-miner-client.js'
import type { MinerClientOptions } from './miner-client-options.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const protocol = { echo: synapse({ input: z.string(), output: z.string(), deadline: '5s' }) }

/** A miner behind a man in the middle who sees each request and may change the answers. */
async function start(options: Partial<MinerOptions> = {}) {
  const errors: SubnetError[] = []
  const serve = (changes: Partial<MinerOptions> = {}) =>
    serveMiner(
      { protocol },
      { echo: ({ input }) => input },
      {
        hotkey: bob.address,
        admission: null,
        onError: (error) => errors.push(error),
        ...options,
        ...changes,
      },
    )
  let miner = await serve()
  const seen: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = []
  const relay = { alter: (text: string, _path: string) => text }
  const proxy = createServer((incoming, outgoing) => {
    const { url: path = '', method, headers } = incoming
    seen.push({ path, headers })
    const forwarded = request(
      { host: miner.host, port: miner.port, path, method, headers },
      async (answer) => {
        const chunks: Buffer[] = []
        for await (const chunk of answer) chunks.push(chunk)
        const body = relay.alter(Buffer.concat(chunks).toString(), path)
        outgoing.writeHead(answer.statusCode!, { ...answer.headers, 'content-length': body.length }).end(body)
      },
    )
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  const ways = () =>
    seen.map(({ path, headers }) =>
      path === '/.session' ? 'handshake' : headers['x-subnetkit-mac'] ? 'session' : 'signed',
    )
  return {
    ...{ seen, relay, errors, ways },
    endpoint: { hotkey: bob.address, host: '127.0.0.1', port },
    async restart(changes: Partial<MinerOptions> = {}) {
      await miner.close()
      miner = await serve(changes)
    },
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      proxy.close()
      await miner.close()
    },
  }
}

const createClient = (options: Partial<MinerClientOptions> = {}) =>
  createMinerClient({ protocol }, { keypair: alice, ...options })

it('signs at first, opens a session in the background, then uses it', async () => {
  await using miner = await start()
  await using client = createClient()
  await client.query(miner.endpoint, 'echo', 'a')
  await client.query(miner.endpoint, 'echo', 'b')
  await vi.waitFor(() => expect(miner.ways()).toContain('handshake'))
  await vi.waitFor(async () => {
    expect(await client.query(miner.endpoint, 'echo', 'c')).toMatchObject({ kind: 'ok', output: 'c' })
    expect(miner.ways().at(-1)).toBe('session')
  })
  expect(miner.ways().slice(0, 3)).toEqual(['signed', 'signed', 'handshake'])
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) => client.query(miner.endpoint, 'echo', `${index}`)),
  )
  expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['ok']))
  expect(new Set(miner.ways().slice(-64))).toEqual(new Set(['session']))
})

it('never signs a query when sessions are required', async () => {
  await using miner = await start()
  await using client = createClient({ sessions: 'require' })
  expect((await client.query(miner.endpoint, 'echo', 'a')).kind).toBe('ok')
  await miner.restart()
  expect((await client.query(miner.endpoint, 'echo', 'b')).kind).toBe('ok')
  await miner.restart({ sessions: null })
  expect(await client.query(miner.endpoint, 'echo', 'c')).toMatchObject({ kind: 'refused', status: 404 })
  expect(miner.ways()).toEqual([
    'handshake',
    'session',
    'session',
    'handshake',
    'session',
    'session',
    'handshake',
  ])
})

it('falls back to a signature when the miner restarts, with one repeat', async () => {
  await using miner = await start()
  await using client = createClient()
  await vi.waitFor(async () => {
    await client.query(miner.endpoint, 'echo', 'a')
    expect(miner.ways().at(-1)).toBe('session')
  })
  miner.seen.length = 0
  await miner.restart()
  expect((await client.query(miner.endpoint, 'echo', 'b')).kind).toBe('ok')
  expect((await client.query(miner.endpoint, 'echo', 'c')).kind).toBe('ok')
  expect(miner.ways()).toEqual(['session', 'signed', 'signed'])
})

it('asks a miner without sessions once, and signs', async () => {
  await using miner = await start({ sessions: null })
  await using client = createClient()
  for (let count = 0; count < 6; count++) {
    expect((await client.query(miner.endpoint, 'echo', 'a')).kind).toBe('ok')
  }
  expect(miner.ways().filter((way) => way !== 'signed')).toEqual(['handshake'])
})

it('takes an altered answer in a session for malformed', async () => {
  await using miner = await start()
  await using client = createClient({ sessions: 'require' })
  miner.relay.alter = (text, path) => (path === '/echo' ? text.replace('good', 'evil') : text)
  const result = await client.query(miner.endpoint, 'echo', 'good')
  expect(result).toMatchObject({ kind: 'malformed', code: 'RESPONSE_MALFORMED' })
})

it('takes no handshake whose key a man in the middle replaced, or that the miner did not sign', async () => {
  await using miner = await start({ sessions: { keypair: bob } })
  await using client = createClient({ sessions: 'require', requireMinerSignature: true })
  miner.relay.alter = (text) => text.replace(/"key":"../, '"key":"ff')
  expect((await client.query(miner.endpoint, 'echo', 'a')).kind).toBe('absent')
  miner.relay.alter = (text) => text.replace(/"signature":"[^"]*"/, '"signature":null')
  expect((await client.query(miner.endpoint, 'echo', 'a')).kind).toBe('absent')
  miner.relay.alter = (text) => text
  expect((await client.query(miner.endpoint, 'echo', 'a')).kind).toBe('ok')
  expect(miner.ways()).not.toContain('signed')
})

it('defect: a refused or broken handshake was absent, although the miner answered', async () => {
  const admission: Admission = {
    check: (hotkey) => {
      throw transportError('CALLER_UNKNOWN', { hotkey, netuid: 1 })
    },
  }
  await using miner = await start({ admission })
  await using client = createClient({ sessions: 'require' })
  const query = () => client.query(miner.endpoint, 'echo', 'a')
  expect(await query()).toMatchObject({ kind: 'refused', code: 'CALLER_UNKNOWN', status: 403 })
  await miner.restart({ admission: null })
  miner.relay.alter = () => '<html>'
  expect(await query()).toMatchObject({ kind: 'malformed', code: 'RESPONSE_MALFORMED' })
})

it('defect: a miner of short sessions made the client shake hands after every answer', async () => {
  await using miner = await start({ sessions: { lifetimeMs: 5_000 } })
  await using client = createClient()
  const ask = async () => expect((await client.query(miner.endpoint, 'echo', 'a')).kind).toBe('ok')
  const handshakes = () => miner.ways().filter((way) => way === 'handshake').length
  await vi.waitFor(async () => {
    await ask()
    expect(handshakes()).toBe(1)
  })
  for (let count = 0; count < 12; count++) await ask()
  expect(handshakes()).toBe(1)
})

it('defect: a request that was stale in a session was not explained by the clocks', async () => {
  const clock = { aheadMs: 0 }
  await using miner = await start({ sessions: { now: () => Date.now() + clock.aheadMs } })
  await using client = createClient({ sessions: 'require' })
  expect((await client.query(miner.endpoint, 'echo', 'a')).kind).toBe('ok')
  clock.aheadMs = 60_000
  const result = await client.query(miner.endpoint, 'echo', 'a')
  expect(result).toMatchObject({ kind: 'refused', code: 'SESSION_STALE' })
  expect('reason' in result && result.reason).toContain('our clock agrees with those of our peers')
})
