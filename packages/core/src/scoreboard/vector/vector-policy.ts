import { type Filled, optionError, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'

/** Policy that turns shares into a weights vector, apart from the burned share. Shares are from 0 to 1. */
export interface VectorPolicy {
  /**
   * Largest share of one miner among the miners; the excess goes to the others in proportion.
   * @default 1
   */
  readonly maxWeight?: number | undefined
  /**
   * Shares of the miners' part below it are dropped, and the others paid in their place.
   * @default 0
   */
  readonly minWeight?: number | undefined
  /**
   * Lowest part of the paid miners that is dropped: 0.25 drops the lower quarter.
   * @default 0
   */
  readonly quantile?: number | undefined
  /**
   * Share of all weights that a validator gives to its own uid. Its own score is never paid. The chain counts it
   * only for the owner of a subnet.
   * @default 0
   */
  readonly selfWeight?: number | undefined
}

const error = 'a share from 0 to 1'
const share = z.number({ error }).min(0, { error }).max(1, { error })

const policySchema = optionsOf({
  maxWeight: share.gt(0, 'a share above 0 (with 0 no miner is paid)').default(1),
  minWeight: share.default(0),
  quantile: share.lt(1, 'a share below 1 (with 1 no miner is paid)').default(0),
  selfWeight: share.default(0),
})

/**
 * Fills in a policy's defaults. Throws CONFIG_INVALID for a value that is no share, a limit of 0, a lower limit above
 * the upper one, and for a burned and own share that leave less than nothing.
 */
export function parseVectorPolicy(policy?: VectorPolicy, burn = 0): Filled<VectorPolicy> {
  if (!share.safeParse(burn).success) throw optionError('incentive burn', burn, error)
  const whole = parseOptions(policySchema, policy, 'incentive vector')
  const { maxWeight, minWeight, selfWeight } = whole
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
  if (!holds) throw optionError(`incentive vector ${name}`, given, expected)
}
