import { isSubnetError } from '@subnetkit/base'
import { synapse } from '@subnetkit/core'
import {
  createMinerClient,
  type MinerClientOptions,
  type MinerOptions,
  serveMiner,
} from '@subnetkit/transport'
import { createKeypair } from '@subnetkit/wallet'
import { expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { parseMinerOptions, type RunMinerOptions } from '../miner/options.js'
import { parseValidatorOptions, type RunValidatorOptions } from '../validator/options.js'

/** Options that a function names where it refuses one that it does not know. */
async function optionsOf(call: () => unknown): Promise<string[]> {
  try {
    await call()
  } catch (error) {
    if (isSubnetError(error, 'CONFIG_INVALID'))
      return /options are (.*)$/.exec(error.message)![1]!.split(', ')
  }
  throw new Error('it took an unknown option')
}
const keypair = createKeypair('//Bob')
const protocol = { echo: synapse({ input: z.string(), output: z.string() }) }
const handlers = { echo: () => '' }
const unknown = 'unknown'
const hotkey = keypair.address

it('defect: runMiner and runValidator lacked options of the server and the client that they make', async () => {
  type LeftToMiner = 'onAnswer' | 'onError' | 'onCertificate'
  expectTypeOf<Exclude<keyof MinerOptions, keyof RunMinerOptions>>().toEqualTypeOf<LeftToMiner>()
  expectTypeOf<Exclude<keyof MinerClientOptions, keyof RunValidatorOptions>>().toEqualTypeOf<'keypair'>()

  const miner = await optionsOf(() => parseMinerOptions({ hotkey, admission: null, unknown } as never))
  const server = await optionsOf(() =>
    serveMiner({ protocol }, handlers, { hotkey, admission: null, unknown } as never),
  )
  expect(server.filter((name) => !miner.includes(name)).sort()).toEqual([
    ...['onAnswer', 'onCertificate', 'onError'],
  ])
  const validator = await optionsOf(() =>
    parseValidatorOptions({ hotkey, netuid: 1, network: 'local', unknown } as never),
  )
  const client = await optionsOf(() => createMinerClient({ protocol }, { keypair, unknown } as never))
  expect(client.filter((name) => !validator.includes(name))).toEqual(['keypair'])
})
