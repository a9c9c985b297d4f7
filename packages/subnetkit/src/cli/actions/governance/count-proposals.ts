import { isSubnetError, type SubnetError } from '@subnetkit/base'
import type { ChainClient } from '@subnetkit/chain'
import type { ProposalResult } from '@subnetkit/core/validator'
import { z } from 'zod'
import type { Context } from '../../context/context.js'
import { isUnaccepted } from './is-unaccepted.js'
import { type LoadedProposal, loadProposals, proposalsFolder, type RefusedFile } from './load-proposals.js'

/** A proposal whose block the node has forgotten. */
export interface UncountedProposal {
  readonly proposal: LoadedProposal
  readonly error: SubnetError
}

/** Proposals that were counted, and those that could not be. */
export interface CountedProposals {
  readonly results: readonly ProposalResult[]
  readonly uncounted: readonly UncountedProposal[]
}

/** Counts proposals; in a folder, one whose block the node has forgotten does not keep the others from being counted. */
export async function countProposals(
  context: Context,
  client: ChainClient,
  { netuid, loaded }: { readonly netuid: number; readonly loaded: readonly LoadedProposal[] },
): Promise<CountedProposals> {
  const { readProposals } = await import('@subnetkit/core/validator')
  const { genesisHash } = client.status()
  // A folder may hold those of several subnets.
  const proposals = loaded.filter(
    ({ isInFolder, proposal }) =>
      !isInFolder || (proposal.netuid === netuid && proposal.genesis === genesisHash),
  )
  const count = (some: readonly LoadedProposal[]) =>
    context.unlessInterrupted(
      readProposals(client, { netuid, proposals: some, onProgress: context.progress }),
    )
  try {
    return { results: await count(proposals), uncounted: [] }
  } catch (error) {
    if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING') || proposals.some(({ isInFolder }) => !isInFolder))
      throw error
  }
  const results: ProposalResult[] = []
  const uncounted: UncountedProposal[] = []
  for (const proposal of proposals) {
    try {
      results.push(...(await count([proposal])))
    } catch (error) {
      if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
      uncounted.push({ proposal, error })
    }
  }
  return { results, uncounted }
}

/** Option of reports that mention such changes. */
export const proposalsField = z.string().min(1, 'must not be empty').default(proposalsFolder)

/** The change as JSON has it. */
export const toUnaccepted = ({ hash, state, proposal, carriedOut }: ProposalResult) => ({
  ...{ hash, state, title: proposal.title, kind: proposal.kind, present: carriedOut?.present ?? null },
})

/** Verdict of the proposals at hand on the present state of a subnet. */
export interface UnacceptedChanges {
  /** Carried out without being accepted. */
  readonly changes: readonly ProposalResult[]
  readonly uncounted: readonly UncountedProposal[]
  readonly refused: readonly RefusedFile[]
}

/** Finds the changes that were carried out without being accepted, among the proposals of a folder, a file or a URL. */
export async function findUnaccepted(
  context: Context,
  netuid: number,
  place: string,
): Promise<UnacceptedChanges> {
  const { loaded, refused } = await loadProposals(place)
  if (loaded.length === 0) return { changes: [], uncounted: [], refused }
  const { results, uncounted } = await countProposals(context, await context.chain(), { netuid, loaded })
  return { changes: results.filter(isUnaccepted), uncounted, refused }
}
