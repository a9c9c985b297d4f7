import { optionError } from '@subnetkit/base'
// Not the whole entry: defining a subnet needs no chain client.
import { type OwnerHyperparameters, parseHyperparameters, specOf } from '@subnetkit/chain/hyperparameters'

/**
 * Hyperparameters that a subnet owner can declare: the owner's part of the table, times in blocks, amounts in rao.
 * Those left out keep the chain's values.
 */
export interface Hyperparameters extends OwnerHyperparameters {}

/**
 * Checks declared hyperparameters against the table. Throws HYPERPARAMETERS_INVALID for an unknown name or a wrong type,
 * CONFIG_INVALID for a value that no chain accepts; the lint checks what depends on a chain.
 */
export function parseDeclared(given: unknown = {}): Hyperparameters {
  const parsed = parseHyperparameters(given, 'defineSubnet')
  for (const [name, value] of Object.entries(parsed)) {
    const { least, most, unit } = specOf(name as keyof OwnerHyperparameters)
    for (const number of [value].flat()) {
      if (typeof number !== 'number' && typeof number !== 'bigint') continue
      if (number >= (least ?? 0) && (most === undefined || number <= most)) continue
      const range =
        most === undefined ? `a value of at least ${least ?? 0}` : `a value from ${least ?? 0} to ${most}`
      throw optionError(`defineSubnet hyperparameters.${name}`, number, `${range} ${unit}`.trimEnd())
    }
  }
  return parsed
}
