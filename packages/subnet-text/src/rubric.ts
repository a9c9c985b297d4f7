import { criterion, gate, latency, rubric } from 'subnetkit'
import { correctness } from './correctness.js'
import { tasks } from './tasks.js'

/**
 * Pays for correct answers, and slightly more for prompt ones. Score = gate × correctness × latency factor: 1 up to
 * 30 % of the deadline, then down to 0.7. A wrong answer earns nothing, however fast it is.
 */
export const scoring = rubric(tasks, {
  gates: [gate('within its token budget', ({ input, output }) => output.tokensUsed <= input.maxTokens)],
  criteria: [criterion('correct', 1, ({ output, truth }) => correctness(truth, output.completion))],
  factors: [latency({ fullUntil: 0.3, floor: 0.7 })],
})
