import { isTopKNonzero } from '../math/vectors.js'
import type { SubnetState } from '../types.js'

/** Permits that hold during this epoch: the stored ones, and the owner's. A missing one is refused. */
export function currentPermits({ n, validatorPermit, ownerUid }: SubnetState): boolean[] {
  return Array.from(
    { length: n },
    (_, uid) => uid < validatorPermit.length && (validatorPermit[uid]! || uid === ownerUid),
  )
}

/** Permits for the next epoch: the largest stakes, and the owner. */
export function nextPermits({ maxAllowedValidators, ownerUid }: SubnetState, stake: Float64Array): boolean[] {
  return isTopKNonzero([...stake], maxAllowedValidators).map((chosen, uid) => chosen || uid === ownerUid)
}
