import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { serveMiner } from '../../server/serve-miner.js'

// A miner in a process of its own, to be killed; it prints its port.
const keypair = createKeypair('//Bob')
const text = z.object({ text: z.string() })
const miner = await serveMiner(
  { protocol: { echo: synapse({ input: text, output: text }) } },
  { echo: ({ input }) => input },
  {
    hotkey: keypair.address,
    admission: null,
    port: Number(process.argv[2]),
    receipts: { keypair, maxAgeMs: Number(process.argv[3]) },
  },
)
process.stdout.write(`${miner.port}\n`)
