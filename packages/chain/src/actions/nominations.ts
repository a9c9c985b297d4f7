import { optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { weighStake } from '../metagraph/inherited-stake.js'
import { metagraphReads } from '../metagraph/reads.js'
import { parameter } from '../plan/parameters.js'
import type { BlockRef } from '../read/block.js'
import { openBlock } from '../read/block-reader.js'
import { apis } from '../read/runtime-apis.js'
import { storage } from '../read/storage-items.js'

/** Stake of a coldkey on a hotkey, beside all that is staked on it, in rao as the subnet weighs them. */
export interface Nomination {
  readonly coldkey: string
  readonly hotkey: string
  /** Alpha, and TAO on the root network times the TAO weight. */
  readonly own: bigint
  /** The same of all coldkeys together. */
  readonly whole: bigint
}

const schema = optionsOf({
  netuid: parameter.netuid,
  coldkeys: z.array(parameter.address, { error: 'a list of SS58 addresses' }),
  hotkeys: z.array(parameter.address, { error: 'a list of SS58 addresses' }),
  at: parameter.at,
})

/**
 * Reads what coldkeys have staked on hotkeys, without those on which they have nothing: one request for each coldkey, and one.
 * Stake that hotkeys get from parents or give to children is left out. Throws ADDRESS_INVALID, CHAIN_FEATURE_MISSING.
 */
export async function readNominations(
  client: ChainClient,
  parameters: {
    readonly netuid: number
    readonly coldkeys: readonly string[]
    readonly hotkeys: readonly string[]
    readonly at?: BlockRef | undefined
  },
): Promise<readonly Nomination[]> {
  const { netuid, coldkeys, hotkeys, at } = parseOptions(schema, parameters, 'nominations')
  const reads = { weight: storage.TaoWeight(), ...metagraphReads.stakes({ netuid, hotkeys }) }
  const { block, values } = await openBlock(client, { at, reads })
  const { weight, alpha, tao } = values
  const wholes = new Map(
    hotkeys.map((hotkey, index) => [hotkey, weighStake(alpha[index] ?? 0n, tao[index] ?? 0n, weight)]),
  )
  const nominations: Nomination[] = []
  for (const coldkey of coldkeys) {
    const stakes = await block.call(apis.stakesOf(coldkey))
    const on = (hotkey: string, subnet: number) =>
      stakes.find((one) => one.hotkey === hotkey && one.netuid === subnet)?.stake ?? 0n
    for (const [hotkey, whole] of wholes) {
      const own = weighStake(on(hotkey, netuid), on(hotkey, 0), weight)
      if (own > 0n) nominations.push({ coldkey, hotkey, own, whole })
    }
  }
  return nominations
}
