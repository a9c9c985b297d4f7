import { serveMiner } from '@subnetkit/transport'
import { measureHeld } from '../fuzz/growth.js'
import { miner, protocol } from './besieged.js'

// A miner with the default limits in a process of its own; each message is answered with what it holds.
const server = await serveMiner(
  { protocol },
  {
    echo: ({ input }) => input,
    loose: () => ({ isPolluted: 'polluted' in {} }),
  },
  { hotkey: miner.address, admission: null, rateLimit: null },
)
process.on('message', async () => process.send?.(await measureHeld()))
process.on('disconnect', () => process.exit(0))
process.send?.({ port: server.port })
