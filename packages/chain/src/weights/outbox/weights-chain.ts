import type { CallParameters, Inclusion, SignedExtrinsic } from '../../extrinsic/types.js'
import type { BlockRef } from '../../read/block.js'
import type { TimelockedCommitOnChain, WeightsState } from '../state.js'
import type { WeightsSubject } from '../weights-subject.js'

/** One stored row: pairs of uid and u16 value, in the order in which they were submitted. */
export type WeightRow = readonly (readonly [uid: number, value: number])[]

/** Weights and commits that the chain holds for a hotkey. */
export interface OwnRow {
  readonly uid: number
  readonly row: WeightRow
}

/** Chain port of the outbox, for one subject. Calls have deadlines and throw errors of the catalogue. */
export interface WeightsChain {
  readonly subject: WeightsSubject
  /** Genesis hash, which identifies the chain. */
  readonly genesis: string
  /** Longest wait for a block to include an extrinsic, in ms, unless another is given. */
  readonly inclusionDeadlineMs: number
  /** Everything that decides about weights, at a block or at the best one. */
  state(at?: BlockRef): Promise<WeightsState>
  /** Block time in ms, measured by the timestamps of recent blocks. */
  blockTimeMs(): Promise<number>
  /** The uid and the row of the subject at a block; null where it is not registered. */
  ownRow(at: BlockRef): Promise<OwnRow | null>
  /** Timelocked commits of an epoch, of all hotkeys, at a block. */
  timelockedCommits(epoch: number, at: BlockRef): Promise<readonly TimelockedCommitOnChain[]>
  /** Epochs in which timelocked commits wait at a block, of all hotkeys. */
  timelockedEpochs(at: BlockRef): Promise<readonly number[]>
  /** Returns true if the chain revealed a timelocked commit of the subject in this block. */
  revealedIn(at: BlockRef): Promise<boolean>
  /** Returns true if the chain holds the pulse of a round at a block. */
  hasPulse(round: bigint, at: BlockRef): Promise<boolean>
  /** The block of a number on the best chain; null when there is none. */
  blockAt(number: number): Promise<BlockRef | null>
  /** Listens to new best blocks until the returned function is called. */
  onHead(listener: (block: BlockRef) => void): () => void

  /** Serializes the account's extrinsics, so that nonces never race. */
  turn<T>(work: () => Promise<T>, options?: { readonly signal?: AbortSignal }): Promise<T>
  sign(call: CallParameters, options: { readonly eraBlocks: number }): Promise<SignedExtrinsic>
  broadcast(signed: SignedExtrinsic): Promise<void>
  track(
    signed: SignedExtrinsic,
    options: { readonly signal: AbortSignal | undefined; readonly deadlineMs?: number },
  ): Promise<Inclusion | 'expired'>
  isFinal(block: BlockRef): Promise<boolean>
}
