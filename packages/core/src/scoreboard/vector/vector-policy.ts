import { optionError } from '@subnetkit/base'

/** How shares become a weights vector, besides what is burned. Shares are from 0 to 1. */
export interface VectorPolicy {
  /**
   * Largest share of one miner among the miners; what is above goes to the others in proportion.
   * @default 1
   */
  readonly maxWeight?: number
  /**
   * Shares of the miners' part below it are dropped, and the others paid in their place.
   * @default 0
   */
  readonly minWeight?: number
  /**
   * Lowest part of the paid miners that is dropped: 0.25 drops the lower quarter.
   * @default 0
   */
  readonly quantile?: number
  /**
   * Share of all weights that a validator gives to its own uid. Its own score is never paid. The chain counts it
   * only for the owner of a subnet.
   * @default 0
   */
  readonly selfWeight?: number
}

const defaultVectorPolicy: Required<VectorPolicy> = {
  maxWeight: 1,
  minWeight: 0,
  quantile: 0,
  selfWeight: 0,
}

/**
 * The policy with its defaults. Throws CONFIG_INVALID for a value that is no share, a limit of 0, a lower limit above
 * the upper one, and for a burned and own share that leave less than nothing.
 */
export function parseVectorPolicy(policy: VectorPolicy = {}, burn = 0): Required<VectorPolicy> {
  const whole = { ...defaultVectorPolicy, ...policy }
  const { maxWeight, minWeight, quantile, selfWeight } = whole
  for (const [name, value] of Object.entries({ burn, maxWeight, minWeight, quantile, selfWeight })) {
    check(value >= 0 && value <= 1, name, value, 'a share from 0 to 1')
  }
  check(maxWeight > 0, 'maxWeight', maxWeight, 'a share above 0 (with 0 no miner is paid)')
  check(quantile < 1, 'quantile', quantile, 'a share below 1 (with 1 no miner is paid)')
  check(minWeight <= maxWeight, 'minWeight', minWeight, `at most maxWeight, ${maxWeight}`)
  check(
    burn + selfWeight <= 1,
    'selfWeight',
    selfWeight,
    `at most ${1 - burn}, what the burn of ${burn} leaves`,
  )
  return whole
}

function check(holds: boolean, name: string, given: unknown, expected: string): void {
  if (!holds) throw optionError(`incentive ${name}`, given, expected)
}
