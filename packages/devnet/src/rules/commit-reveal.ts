import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { tuple, u16, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { currentEpoch } from './epoch-schedule.js'
import type { Reading } from './reading.js'
import { refuse, required } from './refusal.js'
import { type Commit, commitDates, newCommit } from './salted-commit.js'
import { storageIndex, uidOf } from './subnets.js'
import {
  applyWeights,
  forEachNetuid,
  isHidden,
  markUpdated,
  requireMechanism,
  updatedRecently,
} from './weights.js'

/** Commits that a hotkey may have open at a time. */
const mostOpenCommits = 10

const preimage = tuple(account, u16, vec(u16), vec(u16), vec(u16), u64).codec

/** Contents of a reveal: the weights and the salt that the validator committed to. */
export interface Reveal {
  readonly uids: number[]
  readonly values: number[]
  readonly salt: number[]
  readonly versionKey: bigint
}

/** Hash of a salted commit: blake2b-256 of the encoded (hotkey, index, uids, values, salt, version key). */
export function commitHash(hotkey: string, index: number, reveal: Reveal): string {
  const { uids, values, salt, versionKey } = reveal
  return toHex(blake2b256(preimage.enc([hotkey, index, uids, values, salt, versionKey])))
}

/** commit_weights. */
export function commitWeights(ctx: CallContext, args: CallArgs<'SubtensorModule.commit_weights'>): void {
  commitMechanismWeights(ctx, { ...args, mecid: 0 })
}

/** commit_mechanism_weights. */
export function commitMechanismWeights(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.commit_mechanism_weights'>,
): void {
  requireMechanism(ctx, args.netuid, args.mecid)
  commit(ctx, ensureSigned(ctx), args)
}

/** batch_commit_weights. */
export function batchCommitWeights(
  ctx: CallContext,
  { netuids, commit_hashes: hashes }: CallArgs<'SubtensorModule.batch_commit_weights'>,
): void {
  const hotkey = ensureSigned(ctx)
  refuse(netuids.length !== hashes.length, 'InputLengthsUnequal')
  forEachNetuid(ctx, netuids, (netuid, position) => {
    commit(ctx, hotkey, { netuid, mecid: 0, commit_hash: hashes[position] ?? '' })
  })
  ctx.deposit('SubtensorModule', 'BatchWeightsCompleted', [netuids, hotkey])
}

function commit(
  ctx: BlockContext,
  hotkey: string,
  { netuid, mecid, commit_hash: hash }: CallArgs<'SubtensorModule.commit_mechanism_weights'>,
): void {
  const { WeightCommits } = ctx.state.SubtensorModule
  const index = storageIndex(netuid, mecid)
  requireMechanism(ctx, netuid, mecid)
  refuse(!isHidden(ctx, netuid), 'CommitRevealDisabled')
  const uid = required(uidOf(ctx, netuid, hotkey), 'HotKeyNotRegisteredInSubNet')
  refuse(updatedRecently(ctx, netuid, index, uid), 'CommittingWeightsTooFast')
  const { open } = dividedCommits(ctx, netuid, index, hotkey)
  refuse(open.length >= mostOpenCommits, 'TooManyUnrevealedCommits')
  WeightCommits.set(index, hotkey, [...open, newCommit(ctx, netuid, hash)])
  markUpdated(ctx, index, uid)
  ctx.deposit('SubtensorModule', 'WeightsCommitted', [hotkey, index, hash])
}

/** Commits of a hotkey: those past their reveal epoch, and those that can be revealed now or later. */
interface DividedCommits {
  readonly all: Commit[]
  readonly expired: Commit[]
  readonly open: Commit[]
  /** The present epoch. */
  readonly now: bigint
  /** Epochs from commit to reveal. */
  readonly period: bigint
  readonly epochOf: (commit: Commit) => bigint
}

function dividedCommits(ctx: Reading, netuid: number, index: number, hotkey: string): DividedCommits {
  const { WeightCommits, RevealPeriodEpochs } = ctx.state.SubtensorModule
  const commits: Commit[] = WeightCommits.get(index, hotkey) ?? []
  const now = currentEpoch(ctx, netuid)
  const period = RevealPeriodEpochs.get(netuid)
  const datesOf = commitDates(ctx, netuid)
  const epochOf = (commit: Commit) => datesOf(commit).epoch
  const firstOpen = commits.findIndex((commit) => now <= epochOf(commit) + period)
  const cut = firstOpen < 0 ? commits.length : firstOpen
  return { all: commits, expired: commits.slice(0, cut), open: commits.slice(cut), now, period, epochOf }
}

/** reveal_weights. */
export function revealWeights(ctx: CallContext, args: CallArgs<'SubtensorModule.reveal_weights'>): void {
  revealMechanismWeights(ctx, { ...args, mecid: 0 })
}

/** reveal_mechanism_weights. */
export function revealMechanismWeights(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.reveal_mechanism_weights'>,
): void {
  const hotkey = ensureSigned(ctx)
  const { netuid, mecid, uids, values, salt, version_key: versionKey } = args
  const hash = reveal(ctx, hotkey, netuid, mecid, { uids, values, salt, versionKey })
  ctx.deposit('SubtensorModule', 'WeightsRevealed', [hotkey, storageIndex(netuid, mecid), hash])
}

/** batch_reveal_weights: several reveals on one subnet, checked one and all before the first is carried out. */
export function batchRevealWeights(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.batch_reveal_weights'>,
): void {
  const { netuid, uids_list: uids, values_list: values, salts_list: salts, version_keys: keys } = args
  refuse(
    [values, salts, keys].some(({ length }) => length !== uids.length),
    'InputLengthsUnequal',
  )
  const hotkey = ensureSigned(ctx)
  const index = storageIndex(netuid, 0)
  refuse(!isHidden(ctx, netuid), 'CommitRevealDisabled')
  const commits = dividedCommits(ctx, netuid, index, hotkey)
  refuse(commits.all.length === 0, 'NoWeightsCommitFound')
  const reveals = uids.map((list, position): Reveal & { readonly hash: string } => {
    const reveal = {
      uids: list,
      values: values[position] ?? [],
      salt: salts[position] ?? [],
      versionKey: keys[position] ?? 0n,
    }
    return { ...reveal, hash: commitHash(hotkey, index, reveal) }
  })
  for (const { hash } of reveals) requireOpen(commits, hash)

  let open = commits.open
  for (const { hash, uids: targets, values: weights, versionKey } of reveals) {
    const position = open.findIndex(([known]) => known === hash)
    refuse(position < 0, 'InvalidRevealCommitHashNotMatch')
    // unlike a single reveal, this one leaves older commits in place
    open = open.filter((_, at) => at !== position)
    const mechanism = 0
    applyWeights(ctx, { hotkey, netuid, mechanism, uids: targets, values: weights, versionKey })
  }
  storeCommits(ctx, index, hotkey, open)
  const hashes = reveals.map(({ hash }) => hash)
  ctx.deposit('SubtensorModule', 'WeightsBatchRevealed', [hotkey, netuid, hashes])
}

function storeCommits(ctx: BlockContext, index: number, hotkey: string, commits: Commit[]): void {
  const { WeightCommits } = ctx.state.SubtensorModule
  if (commits.length === 0) WeightCommits.remove(index, hotkey)
  else WeightCommits.set(index, hotkey, commits)
}

/** Compares a reveal with the commits: none of them, one that may be revealed in this epoch, or in another. */
export function commitState(
  ctx: Reading,
  hotkey: string,
  netuid: number,
  mechanism: number,
  reveal: Reveal,
): 'unknown' | 'revealable' | 'early or late' {
  const index = storageIndex(netuid, mechanism)
  const hash = commitHash(hotkey, index, reveal)
  const { all, now, period, epochOf } = dividedCommits(ctx, netuid, index, hotkey)
  const commit = all.find(([known]) => known === hash)
  if (commit === undefined) return 'unknown'
  return now === epochOf(commit) + period ? 'revealable' : 'early or late'
}

/** Place among the open commits of the one that a reveal belongs to, which has to be due. */
function requireOpen({ expired, open, now, period, epochOf }: DividedCommits, hash: string): number {
  const position = open.findIndex(([known]) => known === hash)
  const isExpired = position < 0 && expired.some(([known]) => known === hash)
  refuse(isExpired, 'ExpiredWeightCommit')
  const match = required(open[position], 'InvalidRevealCommitHashNotMatch')
  refuse(now !== epochOf(match) + period, 'RevealTooEarly')
  return position
}

/** Checks a reveal against the commits, drops that commit and all older ones, then sets the weights. */
function reveal(
  ctx: BlockContext,
  hotkey: string,
  netuid: number,
  mechanism: number,
  revealed: Reveal,
): string {
  const index = storageIndex(netuid, mechanism)
  refuse(!isHidden(ctx, netuid), 'CommitRevealDisabled')
  const commits = dividedCommits(ctx, netuid, index, hotkey)
  const hash = commitHash(hotkey, index, revealed)
  const isExpired = commits.expired.some(([known]) => known === hash)
  refuse(commits.open.length === 0 && !isExpired, 'NoWeightsCommitFound')
  const position = requireOpen(commits, hash)
  storeCommits(ctx, index, hotkey, commits.open.slice(position + 1))
  const { uids, values, versionKey } = revealed
  applyWeights(ctx, { hotkey, netuid, mechanism, uids, values, versionKey })
  return hash
}
