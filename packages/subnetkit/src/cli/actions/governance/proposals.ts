import type { NamedProposal, NeuronBallot, ProposalResult } from '@subnetkit/core/validator'
import { z } from 'zod'
import { plural } from '../../../log/plural.js'
import { netuidField } from '../../config/fields.js'
import { defineAction } from '../../program/define-action.js'
import { countProposals } from './count-proposals.js'
import { isUnaccepted } from './is-unaccepted.js'
import { hashField, loadProposals, proposalsFolder } from './load-proposals.js'
import { renderResult, renderResults, unacceptedLines } from './render.js'

const schema = z.strictObject({ netuid: netuidField, hash: hashField.optional() })

export const action = defineAction(schema, async (context, { netuid, hash }, [place = proposalsFolder]) => {
  const { readBallots } = await import('@subnetkit/core/validator')
  const { loaded, refused } = await loadProposals(place, hash)
  const client = await context.chain()
  const { results, uncounted } = await countProposals(context, client, { netuid, loaded })
  const { neurons } = await context.unlessInterrupted(readBallots(client, { netuid }))
  const unread = unreadIn(neurons, [...results, ...uncounted.map(({ proposal }) => proposal)])
  const notes = unacceptedLines({ changes: [], uncounted, refused }, context)
  return {
    data: {
      ...{ netuid, proposals: results.map(toData), refused, withoutText: unread },
      uncounted: uncounted.map(({ proposal, error: { code, message, fix } }) => ({
        hash: proposal.hash,
        code,
        message,
        fix,
      })),
    },
    text: () => {
      const [first] = results
      const shown =
        results.length === 1 && first
          ? renderResult(first, context)
          : results.length > 0
            ? renderResults(results, context)
            : [
                loaded.length === 0
                  ? `no proposal in ${place}`
                  : `no proposal of subnet ${netuid} in ${place} was counted`,
              ]
      const missing = unread.map(({ hash, proposer }) => `  sha256:${hash}  by ${proposer}`)
      const counted = notes.length === 0 ? shown : [...shown, '', ...notes]
      if (missing.length === 0) return counted.join('\n')
      const sentence = `${plural(missing.length, 'proposal')} on chain whose text is not here: ask the proposer for the file`
      return [...counted, '', context.palette.dim(sentence), ...missing].join('\n')
    },
  }
})

const toData = (result: ProposalResult) => ({ ...result, carriedOutUnaccepted: isUnaccepted(result) })

/** Proposals on chain that were not given. */
function unreadIn(neurons: readonly NeuronBallot[], results: readonly NamedProposal[]) {
  const read = new Set(results.map(({ hash }) => hash))
  return neurons.flatMap(({ hotkey, proposals }) =>
    proposals.filter((hash) => !read.has(hash)).map((hash) => ({ hash, proposer: hotkey })),
  )
}
