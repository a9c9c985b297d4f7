import { createHash } from 'node:crypto'
import type { ModelVerifier } from '@subnetkit/models'
import { type AnswerTo, type RoundScore, roundCriterion } from 'subnetkit'
import { answerOf } from './protocol.js'
import type { tasks } from './tasks.js'

/** Part of an answer that the model has to have written. */
interface Claim {
  readonly prompt: string
  readonly completion: string
  readonly modelId: string
}

/** An answer fits its model from here on; what a GPU rounds differently costs less than a tenth. */
const leastFit = 0.9
/** Longest prompt and answer together that a receipt keeps, in characters. */
const longest = 2_500

/**
 * 1 for an answer that the verifier's model would have written, 0 for any other. It runs before a round is folded, and its
 * findings are stored, so that a replay of the round needs no GPU. While the verifier fails it is left out, and no miner is charged.
 */
export function claimedModel(verifier: ModelVerifier) {
  return roundCriterion<AnswerTo<typeof tasks>, Claim | null>('claimed model', 1, {
    feature({ input: { prompt }, output }) {
      const { completion, modelId } = answerOf(output)
      return prompt.length + completion.length > longest ? null : { prompt, completion, modelId }
    },
    async compare(entries, { signal, verdict, report }) {
      const score = async (claim: Claim | null): Promise<RoundScore> => {
        if (claim === null) return null
        try {
          const { fit } = await verdict(keyOf(claim), () => verifier.verify(claim, { signal }))
          return { score: fit >= leastFit ? 1 : 0, detail: { fit } }
        } catch (error) {
          signal.throwIfAborted()
          report(error instanceof Error ? error.message : String(error))
          return null
        }
      }
      const scores: RoundScore[] = []
      for (const { feature } of entries) scores.push(await score(feature))
      return scores
    },
  })
}

/** Name under which a finding is stored. */
function keyOf(claim: Claim): string {
  const { prompt, completion, modelId } = claim
  return createHash('sha256')
    .update(JSON.stringify([prompt, completion, modelId]))
    .digest('hex')
}
