// A miner as users run it, compiled, with as many workers as its argument says.
import cluster from 'node:cluster'
import { runMiner, synapse, z } from 'subnetkit'

const protocol = {
  echo: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}
const miner = await runMiner(
  { name: 'echo', version: 1, protocol },
  { echo: ({ input: { text } }) => ({ text }) },
  {
    hotkey: '//Bob',
    admission: null,
    rateLimit: null,
    port: 0,
    log: 'error',
    workers: Number(process.argv[2]),
  },
)
if (cluster.isPrimary) process.stdout.write(`${JSON.stringify({ port: miner.port })}\n`)
