import { decodeEntries, encodeEntries, entryKinds, findEntry, type SlotEntry } from '../commitment/layout.js'

/** Choices of a vote, in the order of their codes. */
export const choices = ['withdraw', 'yes', 'no', 'abstain'] as const
/** One of {@link choices}; `withdraw` takes a vote back. */
export type VoteChoice = (typeof choices)[number]
/** A choice that counts. */
export type Choice = Exclude<VoteChoice, 'withdraw'>

/** A vote on a proposal. */
export interface Vote {
  /** Hash of the proposal, hex. */
  readonly proposal: string
  readonly choice: VoteChoice
}

const hashBytes = 32
const voteBytes = hashBytes + 1

/** Votes, or proposals, that a commitment holds at most. */
export const mostHeld = 7

/** Payload of votes: hash and code of each. */
export const encodeVotes = (votes: readonly Vote[]): Uint8Array =>
  Uint8Array.from(
    votes.flatMap(({ proposal, choice }) => [...Buffer.from(proposal, 'hex'), choices.indexOf(choice)]),
  )

/** Votes of a payload; a payload that is not well formed has none, and an unknown code is no vote. */
export function decodeVotes(payload: Uint8Array = new Uint8Array()): readonly Vote[] {
  return partsOf(payload, voteBytes).flatMap((part) => {
    const choice = choices[part[hashBytes]!]
    return choice === undefined ? [] : [{ proposal: toHex(part.subarray(0, hashBytes)), choice }]
  })
}

/** Payload of the hashes of proposals. */
export const encodeHashes = (hashes: readonly string[]): Uint8Array =>
  Uint8Array.from(hashes.flatMap((hash) => [...Buffer.from(hash, 'hex')]))

/** Hashes of a payload; one that is not well formed has none. */
export const decodeHashes = (payload: Uint8Array = new Uint8Array()): readonly string[] =>
  partsOf(payload, hashBytes).map(toHex)

/** Proposals and votes in the entries of a commitment. */
export interface Ballot {
  readonly proposals: readonly string[]
  readonly votes: readonly Vote[]
}

/** Reads proposals and votes from the entries of a commitment. */
export function ballotIn(entries: readonly SlotEntry[]): Ballot {
  const payload = (kind: number) => findEntry({ entries, foreign: [] }, kind, 0)?.payload
  return {
    proposals: decodeHashes(payload(entryKinds.proposals)),
    votes: decodeVotes(payload(entryKinds.vote)),
  }
}

/** The remark by which a coldkey votes: the bytes of a commitment's field with its votes. */
export const voteRemark = (votes: readonly Vote[]): Uint8Array =>
  encodeEntries([{ kind: entryKinds.vote, mechanism: 0, payload: encodeVotes(votes) }])

/** Votes of a remark; none if it is not one of ours. */
export const votesInRemark = (bytes: Uint8Array): readonly Vote[] =>
  ballotIn(decodeEntries(bytes) ?? []).votes

function partsOf(payload: Uint8Array, length: number): readonly Uint8Array[] {
  if (payload.length % length !== 0) return []
  return Array.from({ length: payload.length / length }, (_, at) =>
    payload.subarray(at * length, (at + 1) * length),
  )
}

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
