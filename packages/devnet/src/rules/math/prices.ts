import { maxOf, saturatingSub } from './fixed.js'

/** Current cost of registering a network, rao. `lastLockBlock` 0 means that none was registered yet. */
export function networkLockCost(options: {
  readonly lastLock: bigint
  readonly minLock: bigint
  readonly lastLockBlock: bigint
  readonly reductionInterval: bigint
  readonly now: bigint
}): bigint {
  const { lastLock, minLock, lastLockBlock, reductionInterval, now } = options
  const growth = lastLockBlock === 0n ? 1n : 2n
  const perBlock = reductionInterval === 0n ? 0n : lastLock / reductionInterval
  return maxOf(minLock, saturatingSub(lastLock * growth, perBlock * saturatingSub(now, lastLockBlock)))
}
