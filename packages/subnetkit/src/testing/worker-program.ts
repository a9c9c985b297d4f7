import { runMiner, synapse, z } from '../index.js'

const protocol = {
  who: synapse({ input: z.object({ waitMs: z.int() }), output: z.object({ pid: z.int() }), deadline: '10s' }),
}

/** A miner with two workers that says which of them answers. */
await runMiner(
  { name: 'who', version: 1, protocol },
  {
    async who({ input: { waitMs } }) {
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      return { pid: process.pid }
    },
  },
  { hotkey: '//Bob', admission: null, port: 0, workers: 2 },
)
