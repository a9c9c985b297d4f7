import { z } from 'zod'
import { atMost, mechanismInput, name } from './fields.js'
import { read } from './trpc.js'

const output = z.object({
  block: z.int().nullable(),
  blockAgeMs: z.number().nullable(),
  finalized: z.int().nullable(),
  endpoint: name,
  endpoints: atMost(name, 64),
  connected: z.boolean(),
  reconnects: z.int(),
  specVersion: z.int(),
  genesisHash: name,
  subnet: z.object({
    ...{
      name: name.nullable(),
      symbol: name,
      owner: name,
      atBlock: z.int(),
      neurons: z.int(),
      maxUids: z.int(),
    },
    ...{ registeredAt: z.int(), lastEpoch: z.int(), nextEpoch: z.int().nullable(), burnTao: z.number() },
    pool: z.object({ tao: z.number(), alpha: z.number() }),
  }),
  parameters: atMost(z.object({ name, value: name }), 64),
})

const inTao = (rao: bigint): number => Number(rao / 1_000n) / 1e6

/** Head, runtime and endpoints of the connection, and the subnet on chain. */
export const chain = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(output)
  .query(async ({ ctx: { source, reader }, input }) => {
    const [finalized, metagraph] = await Promise.all([
      source.finalized?.() ?? null,
      reader(input?.mechanism).metagraph(),
    ])
    const { block, blockAgeMs, endpoint, endpoints, connected, reconnects, specVersion, genesisHash } =
      source.chain()
    const { neurons, parameters, pool } = metagraph
    return {
      ...{ block, blockAgeMs, finalized, endpoint, endpoints: [...endpoints], connected, reconnects },
      ...{ specVersion, genesisHash },
      subnet: {
        ...{ name: metagraph.name, symbol: metagraph.symbol, owner: metagraph.ownerHotkey },
        ...{ atBlock: metagraph.block, neurons: neurons.length, maxUids: parameters.maxUids },
        ...{ registeredAt: metagraph.registeredAt, lastEpoch: metagraph.lastStep },
        ...{ nextEpoch: metagraph.nextEpochBlock, burnTao: inTao(metagraph.burn) },
        pool: { tao: inTao(pool.tao), alpha: inTao(pool.alpha) },
      },
      parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value: String(value) })),
    }
  })
