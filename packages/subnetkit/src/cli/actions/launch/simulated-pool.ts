import { raoPerTao } from '@subnetkit/base'
import type { ChainClient, OwnerHyperparameters } from '@subnetkit/chain'
import { failureOf } from '../../output/failure.js'
import { formatAmount } from '../../output/units.js'

/** Burn for the first registration on a new subnet, in rao. */
const firstBurn = raoPerTao
/** Added to an estimated stake for the change of the price until then, in percent. */
const margin = 2n
/** Whole of the fee rate. */
const wholeFee = 65_535n

/** The burn and the pool of a subnet as a launch moves them, step by step. Amounts in rao. */
export interface SimulatedPool {
  /** Burn of the next registration, which then raises the price. */
  register(): bigint
  /** TAO for so much alpha. Throws POOL_TOO_SMALL. */
  stake(alpha: bigint): bigint
}

/** Starts from the chain's values, or from those of a new subnet whose lock becomes its pool. */
export async function createPool(
  client: ChainClient,
  {
    netuid,
    lock,
    wanted,
  }: { readonly netuid: number | null; readonly lock: bigint; readonly wanted: OwnerHyperparameters },
): Promise<SimulatedPool> {
  const { newSubnet, readHyperparameters } = await import('@subnetkit/chain')
  const reserves = netuid === null ? await newReserves(client, lock) : await readReserves(client, netuid)
  const values = netuid === null ? newSubnet.values : (await readHyperparameters(client, { netuid })).values
  const { minBurn = 0n, maxBurn = reserves.burn, burnIncreaseMult = 1 } = { ...values, ...wanted }
  const increase = BigInt(Math.ceil(burnIncreaseMult * 1_000))
  let { burn, tao, alpha } = reserves

  const buy = (net: bigint) => {
    alpha -= (alpha * net) / (tao + net)
    tao += net
  }
  return {
    register() {
      const price = burn < minBurn ? minBurn : burn > maxBurn ? maxBurn : burn
      burn = (price * increase) / 1_000n
      if (tao > 0n) buy(price)
      return price
    },
    stake(wish) {
      if (wish >= alpha) {
        const [holds, asked] = [alpha, wish].map((amount) =>
          formatAmount(amount, { digits: 3, unit: 'alpha' }),
        )
        throw failureOf(
          {
            code: 'POOL_TOO_SMALL',
            message: `the pool will hold about ${holds}, and --stake asks for ${asked}`,
            fix: `Choose a stake well below ${holds}: the price rises without limit as the pool is bought up.`,
          },
          { alpha, stake: wish },
        )
      }
      const net = (tao * wish) / (alpha - wish) + 1n
      buy(net)
      return (net * wholeFee * (100n + margin)) / ((wholeFee - reserves.feeRate) * 100n)
    },
  }
}

interface Reserves {
  readonly burn: bigint
  readonly tao: bigint
  readonly alpha: bigint
  /** 65535ths. */
  readonly feeRate: bigint
}

/** Fee rate of a pool of which none is known, 65535ths. */
const usualFeeRate = 33n

/** The lock becomes the TAO of the pool, at the median price of all subnets. */
async function newReserves(client: ChainClient, lock: bigint): Promise<Reserves> {
  const { readSubnets } = await import('@subnetkit/chain')
  const { subnets } = await readSubnets(client)
  const prices = subnets
    .flatMap(({ netuid, price }) => (netuid === 0 || price === 0n ? [] : price))
    .sort((left, right) => (left < right ? -1 : 1))
  const median = prices[Math.floor(prices.length / 2)] ?? raoPerTao
  return { burn: firstBurn, tao: lock, alpha: (lock * raoPerTao) / median, feeRate: usualFeeRate }
}

async function readReserves(client: ChainClient, netuid: number): Promise<Reserves> {
  const { openBlock, orAbsent, storage } = await import('@subnetkit/chain')
  const { values } = await openBlock(client, {
    reads: {
      burn: storage.Burn(netuid),
      tao: storage.SubnetTAO(netuid),
      alpha: storage.SubnetAlphaIn(netuid),
      feeRate: orAbsent(storage.FeeRate(netuid), Number(usualFeeRate)),
    },
  })
  return { ...values, feeRate: BigInt(values.feeRate) }
}
