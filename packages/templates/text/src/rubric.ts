import type { ModelVerifier } from '@subnetkit/models'
import { criterion, gate, latency, minimum, rubric } from 'subnetkit'
import { claimedModel } from './claimed-model.js'
import { correctness } from './correctness.js'
import { answerOf } from './protocol.js'
import { tasks } from './tasks.js'

/**
 * Pays for correct answers, and slightly more for prompt ones. Score = gate × correctness × latency factor: 1 up to
 * 30 % of the deadline, then down to 0.7. A wrong answer earns nothing, however fast it is.
 */
export const scoring = rubric(tasks, {
  gates: [
    gate('within its token budget', ({ input, output }) => answerOf(output).tokensUsed <= input.maxTokens),
  ],
  criteria: [criterion('correct', 1, ({ output, truth }) => correctness(truth, answerOf(output).completion))],
  factors: [latency({ fullUntil: 0.3, floor: 0.7 })],
})

/** For validators with a GPU: an answer also has to come from the model of the verifier. The lesser of the criteria counts. */
export function scoringWith({ verifier }: { readonly verifier: ModelVerifier }) {
  const { gates, criteria, roundCriteria, factors } = scoring
  return rubric(tasks, {
    gates,
    criteria: [...criteria, ...roundCriteria, claimedModel(verifier)],
    factors,
    combine: minimum(),
  })
}
