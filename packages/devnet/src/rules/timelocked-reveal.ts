import {
  type CommittedWeights,
  decodeLegacyWeightsPayload,
  decodeWeightsPayload,
  timelockDecrypt,
  timelockError,
} from '@subnetkit/timelock'
import { toHex } from '../codec/bytes.js'
import { pulseOf } from '../drand/pulses.js'
import type { BlockContext } from '../runtime/context.js'
import { currentEpoch, deferredSubnets } from './epoch-schedule.js'
import { allSubnets, mechanismIndices } from './subnets.js'
import { applyWeights } from './weights.js'

/** hotkey, block of the commit, ciphertext, round */
type TimelockedCommit = [hotkey: string, block: bigint, ciphertext: Uint8Array, round: bigint]

/**
 * Reveals the timelocked commits whose epoch has come, before the epochs of this block run, so that an epoch
 * counts the weights that it reveals. A subnet whose epoch will be put off reveals with it.
 */
export function revealTimelockedWeights(ctx: BlockContext): void {
  const stored = [...ctx.state.SubtensorModule.TimelockedWeightCommits.keys()]
  if (stored.length === 0) return
  const deferred = deferredSubnets(ctx)
  for (const netuid of allSubnets(ctx)) {
    if (deferred.has(netuid)) continue
    for (const [mechanism, index] of mechanismIndices(ctx, netuid).entries()) {
      const epochs = stored.filter(([of]) => of === index).map(([, epoch]) => epoch)
      if (epochs.length > 0) revealMechanism(ctx, { netuid, mechanism, index }, epochs)
    }
  }
}

interface Mechanism {
  readonly netuid: number
  readonly mechanism: number
  readonly index: number
}

/** Drops the commits of epochs long past and tries those whose turn it is; later ones wait. */
function revealMechanism(ctx: BlockContext, mechanism: Mechanism, epochs: readonly bigint[]): void {
  const { TimelockedWeightCommits, RevealPeriodEpochs } = ctx.state.SubtensorModule
  const { netuid, index } = mechanism
  const due = currentEpoch(ctx, netuid) - RevealPeriodEpochs.get(netuid)
  for (const epoch of epochs) {
    if (epoch > due) continue
    const commits = epoch === due ? TimelockedWeightCommits.get(index, epoch) : []
    const waiting = commits.filter((commit) => !settle(ctx, mechanism, commit))
    if (waiting.length === 0) TimelockedWeightCommits.remove(index, epoch)
    else if (waiting.length < commits.length) TimelockedWeightCommits.set(index, epoch, waiting)
  }
}

/** Returns true if a commit is done: revealed, or dropped for good. Without the pulse of its round it waits. */
function settle(ctx: BlockContext, mechanism: Mechanism, commit: TimelockedCommit): boolean {
  const [hotkey, , ciphertext, round] = commit
  const pulse = pulseOf(ctx, round)
  if (pulse === undefined) return false
  const plaintext = unless(() => timelockDecrypt({ ciphertext, signature: pulse.signature }))
  const weights = plaintext && weightsOf(plaintext, hotkey)
  if (weights === undefined) return true
  // Field by field: a payload also has a hotkey, in bytes.
  const { uids, values, versionKey } = weights
  const { netuid, mechanism: number, index } = mechanism
  const submitted = { hotkey, netuid, mechanism: number, uids, values, versionKey }
  const refusal = ctx.attempt(() => applyWeights(ctx, submitted))
  if (refusal === null) ctx.deposit('SubtensorModule', 'TimelockedWeightsRevealed', [index, hotkey])
  return true
}

/** The weights of a plaintext, in the present form if they are the committer's own, or in that without a name. */
function weightsOf(plaintext: Uint8Array, committer: string): CommittedWeights | undefined {
  const payload = unless(() => decodeWeightsPayload(plaintext))
  if (payload === undefined || payload.hotkey.length < 32) {
    return unless(() => decodeLegacyWeightsPayload(plaintext))
  }
  return toHex(payload.hotkey.slice(0, 32)) === committer ? payload : undefined
}

/** A commit that cannot be decrypted or decoded is the sender's doing, not a fault. */
export function unless<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (timelockError.is(error)) return undefined
    throw error
  }
}
