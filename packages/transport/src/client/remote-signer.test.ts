import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectSigner, type PinnedChain, serveSigner } from '@subnetkit/chain'
import { streamSynapse, synapse } from '@subnetkit/core'
import { createKeypair, type MessageSigner } from '@subnetkit/wallet'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { serveMiner } from '../server/serve-miner.js'
import { createMinerClient } from './create-miner-client.js'
import type { MinerClientOptions } from './miner-client-options.js'

const [alice, bob] = [createKeypair('//Alice'), createKeypair('//Bob')]
const protocol = {
  echo: synapse({ input: z.string(), output: z.string(), deadline: '500ms' }),
  count: streamSynapse({ input: z.number(), chunk: z.number(), deadline: '500ms' }),
}

let folder: string
let miner: Awaited<ReturnType<typeof startMiner>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remote-'))
  miner = await startMiner()
})
afterAll(async () => {
  await miner.close()
  await rm(folder, { recursive: true })
})

function startMiner() {
  return serveMiner(
    { protocol },
    {
      echo: ({ input }) => input,
      async *count({ input }) {
        for (let number = 0; number < input; number += 1) yield number
      },
    },
    { hotkey: bob.address, admission: null },
  )
}

const endpoint = () => ({ hotkey: bob.address, host: miner.host, port: miner.port })
const clientOf = (signer: MessageSigner, options: Partial<MinerClientOptions> = {}) =>
  createMinerClient({ protocol }, { signer, ...options })

async function chunksOf(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const chunks: unknown[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

/** A signer of this process that waits as one elsewhere does. */
function slow(waitMs: number): MessageSigner {
  const { scheme, address } = alice
  return {
    ...{ scheme, address },
    async signMessage(message) {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      return alice.sign(message)
    },
  }
}

it.each(['off', 'require'] as const)('asks miners through a real socket, sessions: %s', async (sessions) => {
  const socketPath = join(folder, `${sessions}.sock`)
  // Messages need nothing of the chain.
  const chain: PinnedChain = {
    genesisHash: `0x${'00'.repeat(32)}`,
    runtime: () => Promise.reject(new Error('none')),
  }
  const kinds: (string | null)[] = []
  await using _server = await serveSigner({
    ...{ socketPath, keypair: alice, chain, messages: {} },
    onMessage: ({ kind, refusal }) => kinds.push(refusal?.code ?? kind),
  })
  await using client = clientOf(await connectSigner({ socketPath }), { sessions })
  for (const text of ['a', 'b', 'c']) {
    expect(await client.query(endpoint(), 'echo', text)).toMatchObject({ kind: 'ok', output: text })
  }
  await using stream = await client.stream(endpoint(), 'count', 3)
  expect(await chunksOf(stream)).toEqual([0, 1, 2])
  expect(kinds).toEqual(Array(sessions === 'off' ? 4 : 1).fill('btauth/1'))
})

it('never charges a miner for a slow signer', async () => {
  const signingMs = 600
  const asks = (['off', 'require'] as const).map(async (sessions) => {
    await using client = clientOf(slow(signingMs), { sessions })
    const startedAt = performance.now()
    const result = await client.query(endpoint(), 'echo', 'a')
    expect(result).toMatchObject({ kind: 'ok', output: 'a' })
    // The signer's time is no part of the latency.
    expect(performance.now() - startedAt - result.latencyMs).toBeGreaterThan(signingMs - 5)
  })
  const streams = (['off', 'require'] as const).map(async (sessions) => {
    await using client = clientOf(slow(signingMs), { sessions })
    await using stream = await client.stream(endpoint(), 'count', 2)
    expect(await chunksOf(stream)).toEqual([0, 1])
    expect(await stream.result).toMatchObject({ kind: 'ok' })
  })
  await Promise.all([...asks, ...streams])
})

it.each(['off', 'require', 'auto'] as const)(
  'calls a signer that is gone our own trouble, sessions: %s',
  async (sessions) => {
    const gone = await import('@subnetkit/chain').then(({ chainError }) =>
      chainError('SIGNER_UNREACHABLE', { socket: '/none', detail: 'gone' }),
    )
    const { scheme, address } = alice
    await using client = clientOf({ scheme, address, signMessage: () => Promise.reject(gone) }, { sessions })
    expect(await client.query(endpoint(), 'echo', 'a')).toMatchObject({ kind: 'ours', code: 'QUERY_FAILED' })
    await using stream = await client.stream(endpoint(), 'count', 2)
    expect(await chunksOf(stream)).toEqual([])
    expect(await stream.result).toMatchObject({ kind: 'ours', code: 'QUERY_FAILED' })
  },
)

it('ends a query that its caller aborts while the signer is asked', async () => {
  const abort = new AbortController()
  await using client = clientOf({ ...slow(0), signMessage: () => new Promise(() => {}) }, { sessions: 'off' })
  const asked = client.query(endpoint(), 'echo', 'a', { signal: abort.signal })
  abort.abort(new Error('the round is over'))
  expect(await asked).toMatchObject({ kind: 'ours', code: 'QUERY_ABORTED' })
})

it.each([{}, { keypair: alice, signer: slow(0) }, { signer: {} }])('refuses %j', (options) => {
  expect(() => createMinerClient({ protocol }, options as never)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
})
