import type { SignedExtrinsic } from '../../extrinsic/types.js'
import type { BlockRef } from '../../read/block.js'
import type { WeightsMode } from '../mode.js'
import type { WeightsSubject, WeightsVector } from '../weights-subject.js'

/** One decision about weights; every stage carries it. */
export interface OutboxDecision extends WeightsSubject {
  /** Genesis hash of the chain that it is for. */
  readonly chain: string
  /** Name of the decision, such as `round-12`: decided twice, it is one entry. */
  readonly key: string
  /** Number of changes so far. */
  readonly revision: number
  readonly vector: WeightsVector
  /** Block at which it was decided. */
  readonly intendedAt: number
  /** The requested mode; null leaves it to the chain's state. */
  readonly wanted: WeightsMode | null
  /** Number of signatures so far: one more for each that is proven never to have been included. */
  readonly signatures: number
}

/** A salted commit. Epochs are those in which a commit counts. */
export interface SaltedSeal {
  readonly kind: 'salted'
  /** Hash that is committed: 0x-hex of 32 bytes. */
  readonly hash: string
  /** Opens the commit: lost, the weights could never be revealed. Twice eight bytes, as u16. */
  readonly salt: readonly number[]
  readonly epoch: number
}

/** A commit that the chain itself opens. */
export interface TimelockedSeal {
  readonly kind: 'timelocked'
  /** blake2b-256 of the ciphertext: 0x-hex. */
  readonly hash: string
  /** Round of the beacon whose signature opens it. */
  readonly round: bigint
  readonly epoch: number
  /** First block in which the chain may reveal it, as foreseen when it was sealed. */
  readonly firstRevealBlock: number
}

export type SealedWeights = SaltedSeal | TimelockedSeal

/** Mode that was chosen, with the seal that it needs. */
export type Sealing =
  | { readonly mode: 'plain' }
  | { readonly mode: 'salted'; readonly sealed: SaltedSeal }
  | { readonly mode: 'timelocked'; readonly sealed: TimelockedSeal }

/** The extrinsic that sets or commits the weights, and how. */
export type Submission = Sealing & { readonly signed: SignedExtrinsic }

export type Salted = Extract<Submission, { readonly mode: 'salted' }>
export type Timelocked = Extract<Submission, { readonly mode: 'timelocked' }>

export interface Included {
  /** Block that included it; its hash is empty where the node had pruned it by the time we looked. */
  readonly included: BlockRef
}

export interface Revealing {
  /** The extrinsic that reveals a salted commit. */
  readonly reveal: SignedExtrinsic
}

/** Reason why an entry was closed without success. */
export interface OutboxFailure {
  readonly code: string
  /**
   * Cause behind `code`: another code, or the chain's own error name; null if there is none.
   */
  readonly cause: string | null
  /** A sentence with its numbers. */
  readonly reason: string
  readonly fix: string
  /** Block from which a new decision makes sense; null when waiting alone does not help. */
  readonly retryBlock: number | null
}

/** Decided; nothing is signed. */
export type IntendedEntry = OutboxDecision & { readonly stage: 'intended' }
/** Mode chosen, sealed if need be, the exact bytes kept; no node has them yet. */
export type SignedEntry = OutboxDecision & Submission & { readonly stage: 'signed' }
/** The bytes may be with a node. Only these bytes are sent until they are proven dead. */
export type SubmittedEntry = OutboxDecision & Submission & { readonly stage: 'submitted' }
/** In a block, and its effect was read back at that block. */
export type IncludedEntry = OutboxDecision & Submission & Included & { readonly stage: 'included' }
/** That block is final. The final stage in plain mode; others wait for their reveal. */
export type ConfirmedEntry = OutboxDecision & Submission & Included & { readonly stage: 'confirmed' }
/** A salted commit whose reveal is signed and may be with a node. */
export type RevealingEntry = OutboxDecision & Salted & Included & Revealing & { readonly stage: 'revealing' }
/** The chain holds the weights that were committed. The end. */
export type RevealedEntry = OutboxDecision &
  Included & { readonly stage: 'revealed' } & (
    | (Salted & {
        /** Null when the chain shows the weights although no reveal of ours is known to be included. */
        readonly reveal: SignedExtrinsic | null
        /** Block in which they were revealed; null where none can be named any more. */
        readonly revealed: BlockRef | null
      })
    | (Timelocked & { readonly revealed: BlockRef })
  )
/** Data of all stages before an entry was closed. */
export type Progress = object | Submission | (Submission & Included) | (Salted & Included & Revealing)
/** Another decision took its place before it could count. The end. */
export type SupersededEntry = Closed<Progress> & { readonly stage: 'superseded' }
/** Closed, with the reason. The end. */
export type FailedEntry = Closed<Progress> & { readonly stage: 'failed' }
export type Closed<P> = OutboxDecision & P & { readonly failure: OutboxFailure }

/** One decision about weights and what has become of it. Each stage is kept before anything of the next is done. */
export type OutboxEntry =
  | IntendedEntry
  | SignedEntry
  | SubmittedEntry
  | IncludedEntry
  | ConfirmedEntry
  | RevealingEntry
  | RevealedEntry
  | SupersededEntry
  | FailedEntry

export type OutboxStage = OutboxEntry['stage']

/** The entries of a stage, or of several. */
export type EntryAt<S extends OutboxStage> = Extract<OutboxEntry, { readonly stage: S }>

/** A commit that is final and waits for its reveal. */
export type CommittedEntry = Exclude<ConfirmedEntry, { readonly mode: 'plain' }>

/** An entry for which nothing more is to be done. */
export type SettledEntry =
  | Extract<ConfirmedEntry, { readonly mode: 'plain' }>
  | RevealedEntry
  | SupersededEntry
  | FailedEntry

/** An entry for which something is to be done. */
export type OpenEntry =
  | IntendedEntry
  | SignedEntry
  | SubmittedEntry
  | IncludedEntry
  | CommittedEntry
  | RevealingEntry

/** Returns true if nothing is left to do for an entry. */
export function isSettled(entry: OutboxEntry): entry is SettledEntry {
  if (entry.stage === 'confirmed') return entry.mode === 'plain'
  return entry.stage === 'revealed' || entry.stage === 'superseded' || entry.stage === 'failed'
}

/** Returns true if its extrinsic may be in flight: nothing else is signed for the hotkey meanwhile. */
export function isUnderWay({ stage }: Pick<OutboxEntry, 'stage'>): boolean {
  return stage === 'signed' || stage === 'submitted' || stage === 'included'
}

/** Block that included the extrinsic of an entry; null when none is known. */
export function includedIn(entry: OutboxEntry): BlockRef | null {
  return 'included' in entry ? entry.included : null
}

/** Reason why an entry was closed without success; null when it was not. */
export function failureIn(entry: OutboxEntry): OutboxFailure | null {
  return 'failure' in entry ? entry.failure : null
}

/** Returns true if an entry is for this subject of this chain: one store may hold entries of several. */
export function isEntryOf(
  { genesis, subject }: { readonly genesis: string; readonly subject: WeightsSubject },
  entry: OutboxEntry,
): boolean {
  return (
    entry.chain === genesis &&
    entry.netuid === subject.netuid &&
    entry.mechanism === subject.mechanism &&
    entry.hotkey === subject.hotkey
  )
}

/** Name of an entry among those of all chains, subnets and hotkeys. */
export function entryId({ chain, netuid, mechanism, hotkey, key }: OutboxDecision): string {
  return `${chain}/${netuid}/${mechanism}/${hotkey}/${key}`
}

/** Makes the entry of a new decision. */
export function newEntry(decision: {
  readonly chain: string
  readonly subject: WeightsSubject
  readonly key: string
  readonly vector: WeightsVector
  readonly block: number
  readonly wanted: WeightsMode | null
}): IntendedEntry {
  const { chain, subject, key, vector, block, wanted } = decision
  const { netuid, mechanism, hotkey } = subject
  const { uids, values, versionKey } = vector
  return {
    ...{ chain, netuid, mechanism, hotkey, key, revision: 0, stage: 'intended' },
    vector: { uids: [...uids], values: [...values], versionKey },
    ...{ intendedAt: block, wanted, signatures: 0 },
  }
}
