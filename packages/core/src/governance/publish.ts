import { checked, netuid, oneOf, optionsOf, parseOptions } from '@subnetkit/base'
import {
  type BlockRef,
  type CallParameters,
  type ChainClient,
  remarkCall,
  type Signer,
  submit,
} from '@subnetkit/chain'
import { changeSlot } from '../commitment/entries.js'
import { entryKinds, type Slot, setEntry } from '../commitment/layout.js'
import { coreError } from '../errors.js'
import { ballotIn, choices, encodeHashes, encodeVotes, mostHeld, type Vote, voteRemark } from './ballot.js'

const sha256 = checked<string>(
  (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  'a SHA-256 of 64 hex digits',
)
const voteSchema = optionsOf({ netuid: netuid(), proposal: sha256, choice: oneOf(...choices) })
const proposalSchema = optionsOf({ netuid: netuid(), proposal: sha256 })

/** Subnet and proposal of a change. */
export interface ProposalUpdate {
  readonly netuid: number
  /** Hash of the proposal, hex. */
  readonly proposal: string
}

/**
 * Puts the hash of a proposal into the commitment of the hotkey. Everything else in it stays; sends nothing if the chain holds
 * it already. Throws CONFIG_INVALID, BALLOT_FULL, and as `writeCommitmentEntry`.
 */
export async function publishProposal(
  client: ChainClient,
  hotkey: Signer,
  update: ProposalUpdate,
): Promise<BlockRef> {
  const { netuid, proposal } = parseOptions(proposalSchema, update, 'publishProposal')
  return changeProposals(client, hotkey, netuid, (held) => {
    if (held.includes(proposal)) return held
    if (held.length < mostHeld) return [...held, proposal]
    const fix = 'Withdraw one that is decided: subnet propose --withdraw sha256:<hash>.'
    throw coreError('BALLOT_FULL', { hotkey: hotkey.address, held: held.length, what: 'proposals', fix })
  })
}

/** Takes the hash of a proposal out of the commitment of the hotkey: until its tally, that withdraws the proposal. Throws as {@link publishProposal}. */
export async function withdrawProposal(
  client: ChainClient,
  hotkey: Signer,
  update: ProposalUpdate,
): Promise<BlockRef> {
  const { netuid, proposal } = parseOptions(proposalSchema, update, 'withdrawProposal')
  return changeProposals(client, hotkey, netuid, (held) => held.filter((one) => one !== proposal))
}

/**
 * Votes as a validator: sets or withdraws the vote of the hotkey on a proposal in its commitment. Everything else in it stays;
 * sends nothing if the chain holds it already. Throws CONFIG_INVALID, BALLOT_FULL, and as `writeCommitmentEntry`.
 */
export async function castVote(
  client: ChainClient,
  hotkey: Signer,
  update: Vote & { readonly netuid: number },
): Promise<BlockRef> {
  const { netuid, ...vote } = parseOptions(voteSchema, update, 'castVote')
  const { block } = await changeSlot(client, hotkey, netuid, (slot) => {
    const { votes } = ballotIn(slot.entries)
    if (votes.some(({ proposal, choice }) => proposal === vote.proposal && choice === vote.choice))
      return null
    const others = votes.filter(({ proposal }) => proposal !== vote.proposal)
    if (vote.choice === 'withdraw') {
      return others.length === votes.length ? null : withVotes(slot, others)
    }
    if (others.length < mostHeld) return withVotes(slot, [...others, vote])
    const fix = 'Withdraw one on a proposal that is decided: subnet vote sha256:<hash> withdraw.'
    throw coreError('BALLOT_FULL', { hotkey: hotkey.address, held: others.length, what: 'votes', fix })
  })
  return block
}

/** The call by which a nominator votes: a remark, signed by its coldkey. */
export function nominatorVoteCall(vote: Vote): CallParameters {
  const { proposal, choice } = parseOptions(voteSchema, { ...vote, netuid: 0 }, 'nominatorVoteCall')
  return remarkCall(voteRemark([{ proposal, choice }]))
}

/** Votes as a nominator: signs a remark by the coldkey, for its part of the stake of each validator. The last one counts. Throws as `submit`. */
export async function castNominatorVote(client: ChainClient, coldkey: Signer, vote: Vote): Promise<BlockRef> {
  const { number, hash } = await submit(client, coldkey, nominatorVoteCall(vote))
  return { number, hash }
}

const withVotes = (slot: Slot, votes: readonly Vote[]) =>
  setEntry(slot, entryKinds.vote, 0, votes.length > 0 ? encodeVotes(votes) : null)

async function changeProposals(
  client: ChainClient,
  hotkey: Signer,
  netuid: number,
  change: (held: readonly string[]) => readonly string[],
): Promise<BlockRef> {
  const { block } = await changeSlot(client, hotkey, netuid, (slot) => {
    const held = ballotIn(slot.entries).proposals
    const hashes = change(held)
    if (hashes.length === held.length) return null
    return setEntry(slot, entryKinds.proposals, 0, hashes.length > 0 ? encodeHashes(hashes) : null)
  })
  return block
}
