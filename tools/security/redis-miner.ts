import { synapse } from '@subnetkit/core'
import { createRedisNonceStore, serveMiner } from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { Redis } from 'ioredis'
import { z } from 'zod'

// One of several processes of a miner that share their nonces in Redis: `redis-miner.ts <socket>`.
const [path = ''] = process.argv.slice(2)
const client = new Redis(path, { maxRetriesPerRequest: 1 })
const message = z.object({ id: z.int() })
const miner = await serveMiner(
  { protocol: { count: synapse({ input: message, output: message }) } },
  { count: ({ input }) => input },
  {
    hotkey: createKeypair('//Bob').address,
    admission: null,
    rateLimit: null,
    // Replays are what is tested, and count as unproven.
    limits: { maxUnprovenPerCaller: 1e9, maxUnprovenPerAddress: 1e9 },
    auth: { nonceStore: createRedisNonceStore({ client }) },
  },
)
process.on('disconnect', () => process.exit(0))
process.send?.({ port: miner.port })
