import type { ChainClient, StakeHolding, SubnetSummary } from '@subnetkit/chain'
import { checkAddress } from '../../context/address.js'
import type { Context } from '../../context/context.js'
import { orAddress } from '../../context/or-address.js'

const raoPerTao = 1_000_000_000n

/** A stake, and its worth at the current price. */
export interface PricedStake extends StakeHolding {
  readonly subnet: SubnetSummary | undefined
  /** At the current price, without the slippage of a sale, in rao. */
  readonly worth: bigint
}

/** The stakes of a coldkey with their worth, the highest first. */
export async function readPricedStakes(
  client: ChainClient,
  coldkey: string,
): Promise<{ readonly block: number; readonly stakes: readonly PricedStake[] }> {
  const { readStakes, readSubnets } = await import('@subnetkit/chain')
  const [{ stakes, block }, { subnets }] = await Promise.all([
    readStakes(client, { coldkey }),
    readSubnets(client),
  ])
  const priced = stakes.map((holding): PricedStake => {
    const subnet = subnets.find(({ netuid }) => netuid === holding.netuid)
    const worth = holding.netuid === 0 ? holding.stake : (holding.stake * (subnet?.price ?? 0n)) / raoPerTao
    return { ...holding, subnet, worth }
  })
  return { block: block.number, stakes: priced.toSorted((left, right) => Number(right.worth - left.worth)) }
}

/** The coldkey that `--address` names, else that of the wallet. Throws ADDRESS_INVALID. */
export const coldkeyOf = (context: Context, address: string | undefined): Promise<string> =>
  address === undefined
    ? orAddress(context.keys.coldkeyAddress(), '--address 5…')
    : checkAddress('--address', address)
