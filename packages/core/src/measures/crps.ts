import { flag, optionError, optionsOf, parseOptions } from '@subnetkit/base'

/** Options of {@link crps}. */
export interface CrpsOptions {
  /**
   * Corrects for the size of the ensemble, so that members drawn from the true distribution are best whatever their
   * number is. Without it the ensemble is taken for the whole distribution.
   * @default true
   */
  readonly fair?: boolean | undefined
}

const crpsOptions = optionsOf({ fair: flag().default(true) })
const mostMembers = 65_536

/**
 * Continuous ranked probability score of an ensemble, a loss from 0 up in the unit of the observation: the mean
 * distance of its members from the observation, less half their mean distance from each other (`fair`: each from the
 * others; else each from all). A single member loses its distance. {@link skill} makes a score of it. Infinity for an
 * ensemble without members, with more than 65,536, or with one that is no finite number. Throws CONFIG_INVALID for
 * such an observation.
 * @example
 * criterion('price', 1, ({ output, truth }) => skill(crps(output.samples, truth.price), truth.naiveLoss))
 */
export function crps(
  ensemble: readonly number[] | null | undefined,
  observation: number,
  options?: CrpsOptions,
): number {
  const { fair } = parseOptions(crpsOptions, options, 'crps')
  if (!Number.isFinite(observation)) throw optionError('crps observation', observation, 'a finite number')
  if (!isEnsemble(ensemble)) return Number.POSITIVE_INFINITY
  const members = Float64Array.from(ensemble).sort()
  const count = members.length
  let distance = 0
  let spread = 0
  for (const [index, member] of members.entries()) {
    distance += Math.abs(member - observation)
    // In order, a member is above `index` others and below the rest.
    spread += (2 * index - count + 1) * (member - observation)
  }
  const pairs = count * (fair ? Math.max(1, count - 1) : count)
  const loss = distance / count - spread / pairs
  return Number.isFinite(loss) ? Math.max(0, loss) : Number.POSITIVE_INFINITY
}

function isEnsemble(ensemble: unknown): ensemble is readonly number[] {
  return (
    Array.isArray(ensemble) &&
    ensemble.length > 0 &&
    ensemble.length <= mostMembers &&
    ensemble.every((member) => Number.isFinite(member))
  )
}
