import type { WatchNeuron, WatchSnapshot } from './snapshot.js'

/** Neurons that hold a permit and set no weights: they vote 0 for every miner. */
export interface SilentStake {
  /** Uids by stake, the highest first. */
  readonly uids: readonly number[]
  /** Share of the stake of all that vote, 0 to 1. */
  readonly share: number
}

/** Subtensor's own, in blocks: 13,889 thousandths of a tempo of 360. */
const defaultCutoff = 5_000

const isSilent = ({ uid, weights }: WatchNeuron): boolean => weights.every(([to]) => to === uid)

/** Neurons that count at an epoch: with a permit, stake and an update that is not too old. */
const votersOf = ({
  block,
  neurons,
  activityCutoff = defaultCutoff,
}: WatchSnapshot): readonly WatchNeuron[] =>
  neurons.filter(
    ({ validatorPermit, stake, lastUpdate }) =>
      validatorPermit && stake > 0 && lastUpdate + activityCutoff >= block,
  )

const stakeOf = (neurons: readonly WatchNeuron[]): number =>
  neurons.reduce((sum, { stake }) => sum + stake, 0)

/** Finds the permits without weights of an epoch. */
export function silentStakeOf(snapshot: WatchSnapshot): SilentStake {
  const voters = votersOf(snapshot)
  const silent = voters.filter(isSilent).toSorted((one, other) => other.stake - one.stake)
  return {
    uids: silent.map(({ uid }) => uid),
    share: silent.length === 0 ? 0 : stakeOf(silent) / stakeOf(voters),
  }
}

/** Consensus of an epoch by uid (the median by stake), as it is and as it would be without the permits that set no weights. */
export function consensusWithoutSilent(snapshot: WatchSnapshot, shares: readonly Float64Array[]) {
  const voters = votersOf(snapshot)
  const medians = (some: readonly WatchNeuron[]) =>
    Float64Array.from(snapshot.neurons, ({ uid }) => medianOf(some, (voter) => shares[voter]![uid]!))
  return { asIs: medians(voters), without: medians(voters.filter((voter) => !isSilent(voter))) }
}

/** The highest share to which voters with half of the stake agree. */
function medianOf(voters: readonly WatchNeuron[], shareOf: (voter: number) => number): number {
  const half = stakeOf(voters) / 2
  let above = 0
  const votes = voters.map(({ uid, stake }) => ({ share: shareOf(uid), stake }))
  for (const { share, stake } of votes.sort((one, other) => other.share - one.share)) {
    above += stake
    if (above >= half) return share
  }
  return 0
}
