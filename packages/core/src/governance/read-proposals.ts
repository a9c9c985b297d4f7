import {
  type BlockRef,
  type ChainClient,
  readBlockRef,
  readFinalized,
  readNominations,
  readPast,
  readRemarks,
} from '@subnetkit/chain'
import { coreError } from '../errors.js'
import { type Choice, type VoteChoice, votesInRemark } from './ballot.js'
import { type CarriedOut, readCarriedOut } from './carried-out.js'
import type { NamedProposal } from './proposal.js'
import { type Ballots, readBallots } from './read-ballots.js'
import {
  countVotes,
  judge,
  type NominatorVote,
  type Tally,
  type ValidatorVote,
  type Verdict,
} from './tally.js'

/** A proposal and how it stands. */
export interface ProposalResult extends NamedProposal {
  /**
   * `open` until the block of the tally is final; `unpublished` if the proposer's commitment does not hold it at the block that
   * counts, so that it was withdrawn, or never made.
   */
  readonly state: 'open' | 'accepted' | 'rejected' | 'unpublished'
  /** The verdict by the votes that were counted, also of an open one. */
  readonly verdict: Verdict
  /** Block at which votes and stake were counted: that of the tally, or the best one of an open proposal. */
  readonly block: BlockRef
  readonly tally: Tally
  readonly validators: readonly ValidatorVote[]
  readonly nominators: readonly NominatorVote[]
  /** Null for a proposal of a text, whose execution the chain does not show. */
  readonly carriedOut: CarriedOut | null
}

/** Parameters of {@link readProposals}. */
export interface ProposalsRead {
  readonly netuid: number
  readonly proposals: readonly NamedProposal[]
  /** Called with sentences on reads that take long. @default nothing */
  readonly onProgress?: ((sentence: string) => void) | undefined
}

/**
 * Counts the votes on proposals from the chain alone, each at the end of its `tallyAt`, and compares the chain with what it proposes.
 * Throws PROPOSAL_ELSEWHERE, SUBNET_UNKNOWN, CHAIN_HISTORY_MISSING where the node has pruned the block of a tally.
 */
export async function readProposals(
  client: ChainClient,
  { netuid, proposals, onProgress }: ProposalsRead,
): Promise<readonly ProposalResult[]> {
  for (const named of proposals) requirePlace(client, netuid, named)
  const final = await readFinalized(client)
  const now = await readBallots(client, { netuid })
  const past = new Map<number, Promise<Ballots>>()
  const ballotsAt = async (number: number) => {
    const held = past.get(number)
    if (held) return held
    const made = readBlockRef(client, number).then((at) => readBallots(client, { netuid, at }))
    past.set(number, made)
    return made
  }
  const results: ProposalResult[] = []
  for (const named of proposals) {
    const { tallyAt } = named.proposal
    const isOver = final.number >= tallyAt
    const counted = await count(client, named, isOver ? await ballotsAt(tallyAt) : now, onProgress)
    const carriedOut = await readCarriedOut(client, named.proposal, now.block)
    results.push({ ...named, ...counted, state: stateOf(counted, isOver), carriedOut })
  }
  return results
}

/** Throws PROPOSAL_ELSEWHERE for a proposal of another chain or subnet. */
export function requirePlace(client: ChainClient, netuid: number, { hash, proposal }: NamedProposal): void {
  const place = (genesis: string | null, subnet: number) => `subnet ${subnet} of the chain ${genesis}`
  const [found, expected] = [
    place(proposal.genesis, proposal.netuid),
    place(client.status().genesisHash, netuid),
  ]
  if (found !== expected) throw coreError('PROPOSAL_ELSEWHERE', { hash, found, expected })
}

interface Counted extends Pick<ProposalResult, 'block' | 'tally' | 'validators' | 'nominators' | 'verdict'> {
  readonly isPublished: boolean
}

function stateOf({ isPublished, verdict }: Counted, isOver: boolean): ProposalResult['state'] {
  if (!isPublished) return 'unpublished'
  if (!isOver) return 'open'
  return verdict.accepted ? 'accepted' : 'rejected'
}

async function count(
  client: ChainClient,
  { hash, proposal }: NamedProposal,
  { block, neurons }: Ballots,
  onProgress?: (sentence: string) => void,
): Promise<Counted> {
  const validators = neurons
    .filter(({ validatorPermit }) => validatorPermit)
    .map(({ hotkey, stake, votes }): ValidatorVote => {
      const choice = votes.find((vote) => vote.proposal === hash)?.choice ?? 'withdraw'
      return { hotkey, stake, choice: choice === 'withdraw' ? null : choice }
    })
  const nominators = proposal.nominators
    ? await nominatorsOf(client, { hash, proposal }, { block, validators, onProgress })
    : []
  const tally = countVotes(validators, nominators)
  const isPublished = neurons.some(
    ({ hotkey, proposals }) => hotkey === proposal.proposer && proposals.includes(hash),
  )
  return { block, validators, nominators, tally, verdict: judge(tally, proposal), isPublished }
}

async function nominatorsOf(
  client: ChainClient,
  { hash, proposal: { netuid, opensAt } }: NamedProposal,
  counting: {
    readonly block: BlockRef
    readonly validators: readonly ValidatorVote[]
    readonly onProgress: ((sentence: string) => void) | undefined
  },
): Promise<readonly NominatorVote[]> {
  const { block, validators, onProgress } = counting
  const choiceOf = new Map<string, VoteChoice>()
  const total = block.number - opensAt + 1
  const remarks = await readRemarks(client, {
    ...{ from: opensAt, to: block.number, containing: [Buffer.from(hash, 'hex')] },
    onProgress: (blocks) => {
      if (blocks % 1_000 === 0) onProgress?.(`looking for votes of nominators: ${blocks} of ${total} blocks`)
    },
  })
  for (const { signer, bytes } of remarks) {
    const vote = votesInRemark(bytes).find(({ proposal }) => proposal === hash)
    if (vote) choiceOf.set(signer, vote.choice)
  }
  const voters = [...choiceOf].filter((entry): entry is [string, Choice] => entry[1] !== 'withdraw')
  if (voters.length === 0) return []
  const nominations = await readPast(
    block,
    'counting votes of nominators',
    readNominations(client, {
      ...{ netuid, at: block, coldkeys: voters.map(([coldkey]) => coldkey) },
      hotkeys: validators.map(({ hotkey }) => hotkey),
    }),
  )
  const stakeOf = new Map(validators.map(({ hotkey, stake }) => [hotkey, stake]))
  return nominations.map(({ coldkey, hotkey, own, whole }) => ({
    ...{ coldkey, hotkey, choice: choiceOf.get(coldkey) as Choice },
    stake: whole === 0n ? 0n : ((stakeOf.get(hotkey) ?? 0n) * own) / whole,
  }))
}
