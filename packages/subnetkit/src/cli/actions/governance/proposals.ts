import type { NeuronBallot, ProposalResult } from '@subnetkit/core/validator'
import { z } from 'zod'
import { plural } from '../../../log/plural.js'
import { netuidField } from '../../config/fields.js'
import { defineAction } from '../../program/define-action.js'
import { hashField, loadProposals, proposalsFolder } from './load-proposals.js'
import { isUnaccepted, renderResult, renderResults } from './render.js'

const schema = z.strictObject({ netuid: netuidField, hash: hashField.optional() })

export const action = defineAction(schema, async (context, { netuid, hash }, [place = proposalsFolder]) => {
  const { readBallots, readProposals } = await import('@subnetkit/core/validator')
  const loaded = await loadProposals(place, hash)
  const client = await context.chain()
  const { genesisHash } = client.status()
  // A folder may hold those of several subnets.
  const proposals = loaded.filter(
    ({ isInFolder, proposal }) =>
      !isInFolder || (proposal.netuid === netuid && proposal.genesis === genesisHash),
  )
  const work = readProposals(client, { netuid, proposals, onProgress: context.progress })
  const results = await context.unlessInterrupted(work)
  const { neurons } = await context.unlessInterrupted(readBallots(client, { netuid }))
  const unread = unreadIn(neurons, results)
  return {
    data: { netuid, proposals: results.map(toData), withoutText: unread },
    text: () => {
      const [first] = results
      const shown =
        results.length === 1 && first
          ? renderResult(first, context)
          : results.length > 0
            ? renderResults(results, context)
            : [`no proposal in ${place}`]
      const missing = unread.map(({ hash, proposer }) => `  sha256:${hash}  by ${proposer}`)
      if (missing.length === 0) return shown.join('\n')
      const sentence = `${plural(missing.length, 'proposal')} on chain whose text is not here: ask the proposer for the file`
      return [...shown, '', context.palette.dim(sentence), ...missing].join('\n')
    },
  }
})

const toData = (result: ProposalResult) => ({ ...result, carriedOutUnaccepted: isUnaccepted(result) })

/** Proposals on chain that were not given. */
function unreadIn(neurons: readonly NeuronBallot[], results: readonly ProposalResult[]) {
  const read = new Set(results.map(({ hash }) => hash))
  return neurons.flatMap(({ hotkey, proposals }) =>
    proposals.filter((hash) => !read.has(hash)).map((hash) => ({ hash, proposer: hotkey })),
  )
}
