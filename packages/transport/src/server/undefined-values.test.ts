import type { SubnetError } from '@subnetkit/base'
import { streamSynapse, synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createMinerClient } from '../client/create-miner-client.js'
import { serveMiner } from './serve-miner.js'

const bob = createKeypair('//Bob')
const input = z.unknown()
const chunk = z.object({ v: z.unknown() })
const protocol = {
  unknown: synapse({ input, output: z.object({ v: z.unknown() }) }),
  deep: synapse({ input, output: z.object({ list: z.array(z.object({ v: z.any() })) }) }),
  list: synapse({ input, output: z.array(z.string().optional()) }),
  custom: synapse({ input, output: z.object({ v: z.custom<number | undefined>(() => true) }) }),
  optional: synapse({ input, output: z.object({ v: z.unknown().optional() }) }),
  strict: synapse({ input, output: z.strictObject({ n: z.number() }) }),
  stream: streamSynapse({ input, chunk }),
  takes: synapse({ input: z.object({ v: z.unknown() }), output: z.number() }),
}

async function start() {
  const errors: SubnetError[] = []
  const miner = await serveMiner(
    { protocol },
    {
      unknown: () => ({ v: undefined }),
      deep: () => ({ list: [{ v: 1 }, { v: undefined }] }),
      list: () => ['a', undefined],
      custom: () => ({ v: undefined }),
      optional: () => ({ v: undefined }),
      strict: () => ({ n: 1, more: undefined }),
      async *stream() {
        yield { v: undefined }
      },
      takes: () => 1,
    },
    { hotkey: bob.address, admission: null, onError: (error) => errors.push(error) },
  )
  const client = createMinerClient(
    { protocol },
    { keypair: createKeypair('//Alice'), allowPrivateAddresses: true },
  )
  const endpoint = { hotkey: bob.address, host: miner.host, port: miner.port }
  return {
    ...{ client, endpoint, errors },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await miner.close()
    },
  }
}

describe('defect: undefined that JSON loses became an invalid answer, charged to the miner', () => {
  it.each(['unknown', 'deep', 'list', 'custom', 'stream'] as const)(
    '%s fails at the handler',
    async (name) => {
      await using run = await start()
      const result = await run.client.query(run.endpoint, name, {})
      expect(result).toMatchObject({ kind: 'refused', code: 'HANDLER_FAILED' })
      expect(run.errors).toMatchObject([{ code: 'HANDLER_FAILED' }])
    },
  )

  it.each(['optional', 'strict'] as const)('%s passes, as it arrives', async (name) => {
    await using run = await start()
    expect(await run.client.query(run.endpoint, name, {})).toMatchObject({ kind: 'ok' })
    expect(run.errors).toEqual([])
  })

  it('a caller that gives it in an input gets BODY_MALFORMED before anything is sent', async () => {
    await using run = await start()
    const asked = run.client.query(run.endpoint, 'takes', { v: undefined })
    await expect(asked).rejects.toMatchObject({ code: 'BODY_MALFORMED' })
    expect(run.errors).toEqual([])
  })
})
