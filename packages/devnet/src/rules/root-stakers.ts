import type { Writing } from './reading.js'

/** Adds a coldkey to those that blocks claim for. */
export function listRootStaker({ state: { SubtensorModule: subtensor } }: Writing, coldkey: string): void {
  if (subtensor.StakingColdkeys.has(coldkey)) return
  const count = subtensor.NumStakingColdkeys.get()
  subtensor.StakingColdkeysByIndex.set(count, coldkey)
  subtensor.StakingColdkeys.set(coldkey, count)
  subtensor.NumStakingColdkeys.set(count + 1n)
}

/** Removes a coldkey from those that blocks claim for; the last one takes its place. */
export function unlistRootStaker({ state: { SubtensorModule: subtensor } }: Writing, coldkey: string): void {
  const { StakingColdkeys, StakingColdkeysByIndex, NumStakingColdkeys } = subtensor
  const index = StakingColdkeys.get(coldkey)
  if (index === undefined) return
  const last = NumStakingColdkeys.get() - 1n
  const moved = StakingColdkeysByIndex.get(last)
  StakingColdkeys.remove(coldkey)
  StakingColdkeysByIndex.remove(last)
  if (index !== last && moved !== undefined) {
    StakingColdkeysByIndex.set(index, moved)
    StakingColdkeys.set(moved, index)
  }
  NumStakingColdkeys.set(last)
}
