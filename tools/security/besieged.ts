import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { z } from 'zod'

/** Synapses of the besieged miner. The deadlines leave an honest caller time on a busy machine. */
export const protocol = {
  echo: synapse({
    input: z.object({ text: z.string() }),
    output: z.object({ text: z.string() }),
    deadline: '20s',
  }),
  loose: synapse({ input: z.unknown(), output: z.object({ isPolluted: z.boolean() }), deadline: '20s' }),
}

/** The hotkey of the besieged miner. */
export const miner = createKeypair('//Bob')
