import { type BlockRef, type ChainClient, readCommitments, readMetagraph, readPast } from '@subnetkit/chain'
import { readSlot } from '../commitment/layout.js'
import { type Ballot, ballotIn } from './ballot.js'

/** A neuron with what its commitment says of proposals. */
export interface NeuronBallot extends Ballot {
  /** SS58 address. */
  readonly hotkey: string
  /** Stake that the subnet weighs it with, in rao. */
  readonly stake: bigint
  /** True for validators, whose votes count. */
  readonly validatorPermit: boolean
}

/** All ballots of a subnet at a block. */
export interface Ballots {
  readonly block: BlockRef
  readonly neurons: readonly NeuronBallot[]
}

/** Reads the ballots of all neurons at a block, the best one without `at`. Throws SUBNET_UNKNOWN, CHAIN_HISTORY_MISSING. */
export async function readBallots(
  client: ChainClient,
  { netuid, at }: { readonly netuid: number; readonly at?: BlockRef | undefined },
): Promise<Ballots> {
  return at ? readPast(at, 'counting votes', readNow(client, netuid, at)) : readNow(client, netuid)
}

async function readNow(client: ChainClient, netuid: number, at?: BlockRef): Promise<Ballots> {
  const metagraph = await readMetagraph(client, { netuid, at })
  const block = { number: metagraph.block, hash: metagraph.blockHash }
  const hotkeys = metagraph.neurons.map(({ hotkey }) => hotkey)
  const commitments = await readCommitments(client, { netuid, hotkeys, at: block })
  const neurons = metagraph.neurons.map(
    ({ hotkey, stake, validatorPermit }, index): NeuronBallot => ({
      ...{ hotkey, stake, validatorPermit },
      ...ballotIn(readSlot(commitments[index]?.fields ?? []).entries),
    }),
  )
  return { block, neurons }
}
