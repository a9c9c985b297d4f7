import type { SubnetError } from '@subnetkit/base'
import { streamSynapse, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from '../client/create-miner-client.js'
import { transportError } from '../errors/transport-error.js'
import { type MinerOptions, serveMiner } from './serve-miner.js'

const bob = createKeypair('//Bob')
const plain = { input: z.unknown(), output: z.unknown() }
const protocol = {
  obeys: synapse(plain),
  ignores: synapse(plain),
  stream: streamSynapse({ input: z.unknown(), chunk: z.number() }),
}

async function start(options: Partial<MinerOptions> = {}) {
  const errors: SubnetError[] = []
  const begun: AbortSignal[] = []
  const fails: ((error: Error) => void)[] = []
  const miner = await serveMiner(
    { protocol },
    {
      obeys: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
          begun.push(signal)
        }),
      ignores: ({ signal }) =>
        new Promise((_, reject) => {
          fails.push(reject)
          begun.push(signal)
        }),
      async *stream({ signal }) {
        yield 1
        begun.push(signal)
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    },
    { hotkey: bob.address, admission: null, onError: (error) => errors.push(error), ...options },
  )
  const client = createMinerClient(
    { protocol },
    { keypair: createKeypair('//Alice'), allowPrivateAddresses: true },
  )
  const endpoint = { hotkey: bob.address, host: miner.host, port: miner.port }
  return {
    ...{ miner, client, endpoint, errors, begun, fails },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await miner.close()
    },
  }
}

const codes = (errors: readonly SubnetError[]) => errors.map(({ code }) => code)

describe('defect: a handler that obeyed its signal was reported as one that threw', () => {
  it.each(['obeys', 'stream'] as const)('%s: a caller that leaves is no failure', async (name) => {
    await using run = await start()
    const leaving = new AbortController()
    const asked = run.client.query(run.endpoint, name, {}, { signal: leaving.signal })
    await vi.waitFor(() => expect(run.begun).toHaveLength(1))
    leaving.abort(new Error('enough'))
    expect(await asked).toMatchObject({ kind: 'ours', code: 'QUERY_ABORTED' })
    await vi.waitFor(() => expect(run.begun[0]!.aborted).toBe(true))
    await run.miner.close()
    expect(run.errors).toEqual([])
  })

  it('a handler whose caller left reports nothing once the miner is closed', async () => {
    await using run = await start()
    const leaving = new AbortController()
    const asked = run.client.query(run.endpoint, 'ignores', {}, { signal: leaving.signal })
    await vi.waitFor(() => expect(run.fails).toHaveLength(1))
    leaving.abort(new Error('enough'))
    await asked
    await run.miner.close()
    run.fails[0]!(new Error('late'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(run.errors).toEqual([])
  })
})

it('defect: the answer of a slow handler was refused or absent, whichever end noticed first', async () => {
  const check = () => {
    throw transportError('HANDLER_TOO_SLOW', { synapse: 'obeys', deadlineMs: 1 })
  }
  await using run = await start({ admission: { check } })
  expect(await run.client.query(run.endpoint, 'obeys', {})).toMatchObject({
    ...{ kind: 'absent', code: 'RESPONSE_ABSENT' },
  })
})

it('defect: calls that outlived the deadline of closing were cut without a word', async () => {
  await using run = await start({ limits: { closeDeadlineMs: 20 } })
  const names = ['obeys', 'ignores', 'stream'] as const
  const asked = names.map((name) => run.client.query(run.endpoint, name, {}))
  await vi.waitFor(() => expect(run.begun).toHaveLength(3))
  await run.miner.close()
  const refused = { kind: 'refused', code: 'MINER_CLOSING', status: 503 }
  expect(await Promise.all(asked)).toMatchObject([refused, refused, refused])
  expect(run.miner.cut).toEqual({ requests: 3 })
  expect(codes(run.errors)).toEqual(['MINER_CLOSING', 'MINER_CLOSING', 'MINER_CLOSING'])
})
