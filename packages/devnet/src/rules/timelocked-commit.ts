import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { epochCount, timelockedEpoch } from './epoch-schedule.js'
import { legacyEpochAt } from './legacy-epochs.js'
import type { Reading } from './reading.js'
import { refuse, required } from './refusal.js'
import { follows } from './spec.js'
import { storageIndex, uidOf } from './subnets.js'
import { isHidden, markUpdated, requireMechanism, updatedRecently } from './weights.js'

/** Timelocked commits that a hotkey may make in one epoch of a mechanism. */
const mostCommits = 10
/** The version implied by commit_crv3_mechanism_weights, which carries none. */
const unversioned = 4

/** commit_timelocked_weights. */
export function commitTimelockedWeights(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.commit_timelocked_weights'>,
): void {
  commitTimelockedMechanismWeights(ctx, { ...args, mecid: 0 })
}

/** commit_crv3_mechanism_weights: the call before there were versions. */
export function commitCrv3MechanismWeights(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.commit_crv3_mechanism_weights'>,
): void {
  commitTimelockedMechanismWeights(ctx, { ...args, commit_reveal_version: unversioned })
}

/** commit_timelocked_mechanism_weights: weights that cannot be read before the round is published. */
export function commitTimelockedMechanismWeights(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.commit_timelocked_mechanism_weights'>,
): void {
  const { netuid, mecid, commit, reveal_round: round, commit_reveal_version: version } = args
  const { SubtensorModule: subtensor } = ctx.state
  const index = storageIndex(netuid, mecid)
  requireMechanism(ctx, netuid, mecid)
  const hotkey = ensureSigned(ctx)
  refuse(!isHidden(ctx, netuid), 'CommitRevealDisabled')
  refuse(subtensor.CommitRevealWeightsVersion.get() !== version, 'IncorrectCommitRevealVersion')
  const uid = required(uidOf(ctx, netuid, hotkey), 'HotKeyNotRegisteredInSubNet')
  refuse(updatedRecently(ctx, netuid, index, uid), 'CommittingWeightsTooFast')
  const epoch = timelockedEpoch(ctx, netuid)
  const commits = subtensor.TimelockedWeightCommits.get(index, epoch)
  const made = commits.filter(([committer]) => committer === hotkey).length
  refuse(made >= mostCommits, 'TooManyUnrevealedCommits')
  subtensor.TimelockedWeightCommits.set(index, epoch, [
    ...commits,
    [hotkey, BigInt(ctx.block), commit, round],
  ])
  markUpdated(ctx, index, uid)
  const hash = toHex(blake2b256(commit))
  ctx.deposit('SubtensorModule', 'TimelockedWeightsCommitted', [hotkey, index, hash, round])
}

/** Returns true if a commit to a round comes too late: the round is published, so anyone could read it at once. */
export const isRoundOut = (ctx: Pick<Reading, 'state'>, round: bigint): boolean =>
  round < ctx.state.Drand.LastStoredRound.get()

/** Block of the earliest timelocked commit that can still be revealed, by hotkey. */
export function earliestCommits(ctx: Reading, netuid: number, index: number): Map<string, number> {
  const { TimelockedWeightCommits, RevealPeriodEpochs } = ctx.state.SubtensorModule
  const firstOpen = epochCount(ctx, netuid) - RevealPeriodEpochs.get(netuid)
  const isCounted = follows(ctx, 'countedEpochs')
  const earliest = new Map<string, number>()
  for (const [[, epoch], commits] of TimelockedWeightCommits.entries(index)) {
    for (const [hotkey, block] of commits) {
      // Without a count, the block of the commit decides, not the epoch that it is stored under.
      if ((isCounted ? epoch : legacyEpochAt(ctx, netuid, block)) < firstOpen) continue
      earliest.set(hotkey, Math.min(earliest.get(hotkey) ?? Number.POSITIVE_INFINITY, Number(block)))
    }
  }
  return earliest
}
