import type { SignedExtrinsic } from '../../extrinsic/types.js'
import type { BlockRef } from '../../read/block.js'
import type { WeightsMode } from '../mode.js'
import type { WeightsSubject, WeightsVector } from '../weights-subject.js'

/**
 * How far a decision about weights is. Each stage is kept before anything of the next is done.
 * - `intended`: decided; nothing is signed.
 * - `signed`: mode chosen, sealed if need be, the exact bytes kept; no node has them yet.
 * - `submitted`: the bytes may be with a node. Only these bytes are sent until they are proven dead.
 * - `included`: in a block, and what it should have done was read back at that block.
 * - `confirmed`: that block is final. Where weights are set in the open, this is the end.
 * - `revealing`: a salted commit whose reveal is signed and may be with a node.
 * - `revealed`: the chain holds the weights that were committed. The end.
 * - `superseded`: another decision took its place before it could count. The end.
 * - `failed`: closed, with the reason. The end.
 */
export type OutboxStage =
  | 'intended'
  | 'signed'
  | 'submitted'
  | 'included'
  | 'confirmed'
  | 'revealing'
  | 'revealed'
  | 'superseded'
  | 'failed'

/** What a commit hides, and when it opens. Epochs are those in which the commit counts. */
export type SealedWeights =
  | {
      readonly kind: 'salted'
      /** What is committed: 0x-hex of 32 bytes. */
      readonly hash: string
      /** What opens it: lost, the weights could never be revealed. Twice eight bytes, as u16. */
      readonly salt: readonly number[]
      readonly epoch: number
    }
  | {
      readonly kind: 'timelocked'
      /** blake2b-256 of the ciphertext: 0x-hex. */
      readonly hash: string
      /** Round of the beacon whose signature opens it. */
      readonly round: bigint
      readonly epoch: number
      /** First block in which the chain may reveal it, as foreseen when it was sealed. */
      readonly firstRevealBlock: number
    }

/** Why an entry was closed without success. */
export interface OutboxFailure {
  readonly code: string
  /** A sentence with its numbers. */
  readonly reason: string
  readonly fix: string
  /** Block from which a new decision makes sense; null when waiting alone does not help. */
  readonly retryBlock: number | null
}

/** One decision about weights, and what has become of it. */
export interface OutboxEntry extends WeightsSubject {
  /** Genesis hash of the chain that it is for. */
  readonly chain: string
  /** Names the decision, such as `round-12`: decided twice, it is one entry. */
  readonly key: string
  /** Counts the changes. */
  readonly revision: number
  readonly stage: OutboxStage
  readonly vector: WeightsVector
  /** Block at which it was decided. */
  readonly intendedAt: number
  /** The mode that was asked for; null leaves it to the chain's state. */
  readonly wanted: WeightsMode | null
  /** The mode that was chosen when it was signed. */
  readonly mode: WeightsMode | null
  /** Null in plain mode. */
  readonly sealed: SealedWeights | null
  /** The extrinsic that sets or commits. */
  readonly signed: SignedExtrinsic | null
  /** How many were signed for it: one more for each that is proven never to have been included. */
  readonly signatures: number
  /** Block that included it. */
  readonly included: BlockRef | null
  /** The extrinsic that reveals a salted commit. */
  readonly reveal: SignedExtrinsic | null
  /** Block in which the weights were revealed; null before, and where no block can be named any more. */
  readonly revealed: BlockRef | null
  readonly failure: OutboxFailure | null
}

/** Whether nothing more is to be done for an entry. */
export function isSettled({ stage, mode }: Pick<OutboxEntry, 'stage' | 'mode'>): boolean {
  if (stage === 'confirmed') return mode === 'plain'
  return stage === 'revealed' || stage === 'superseded' || stage === 'failed'
}

/** Whether its extrinsic may be on its way: nothing else is signed for the hotkey meanwhile. */
export function isUnderWay({ stage }: Pick<OutboxEntry, 'stage'>): boolean {
  return stage === 'signed' || stage === 'submitted' || stage === 'included'
}

/** Whether a later block has included it than the other; one that is in no block is never later. */
export function isIncludedLater(
  entry: Pick<OutboxEntry, 'included'>,
  than: Pick<OutboxEntry, 'included'>,
): boolean {
  return (entry.included?.number ?? 0) > (than.included?.number ?? 0)
}

/** Names an entry among those of all chains, subnets and hotkeys. */
export function entryId({ chain, netuid, mechanism, hotkey, key }: OutboxEntry): string {
  return `${chain}/${netuid}/${mechanism}/${hotkey}/${key}`
}

/** A decision that nothing has been done about yet. */
export function newEntry(decision: {
  readonly chain: string
  readonly subject: WeightsSubject
  readonly key: string
  readonly vector: WeightsVector
  readonly block: number
  readonly wanted: WeightsMode | null
}): OutboxEntry {
  const { chain, subject, key, vector, block, wanted } = decision
  const { netuid, mechanism, hotkey } = subject
  const { uids, values, versionKey } = vector
  return {
    chain,
    netuid,
    mechanism,
    hotkey,
    key,
    revision: 0,
    stage: 'intended',
    vector: { uids: [...uids], values: [...values], versionKey },
    intendedAt: block,
    wanted,
    mode: null,
    sealed: null,
    signed: null,
    signatures: 0,
    included: null,
    reveal: null,
    revealed: null,
    failure: null,
  }
}

/** Where an entry stands, in words. */
export interface OutboxStatus {
  readonly entry: OutboxEntry
  readonly settled: boolean
  /** What is the case and what it waits for, with numbers. */
  readonly sentence: string
  /** Block at which the next thing can happen; null when that is not known or nothing more will. */
  readonly nextBlock: number | null
  /** Why the chain refuses the reveal of a salted commit that is due; null when there is nothing of that kind. */
  readonly problem: OutboxFailure | null
}
