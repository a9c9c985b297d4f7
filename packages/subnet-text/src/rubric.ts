import { type AnswerTo, criterion, gate, latency, rubric } from '@subnetkit/core'
import { correctness } from './checkers/correctness.js'
import type { tasks } from './tasks/tasks.js'

type TextAnswer = AnswerTo<typeof tasks>

/**
 * What this subnet pays for: right answers, a little more for prompt ones. Score = gate × correctness × latency
 * factor: 1 up to 30 % of the deadline, then down to 0.7. A wrong answer earns nothing, however fast it comes.
 */
export const textRubric = rubric<TextAnswer>({
  gates: [gate('within its token budget', ({ output, task }) => output.tokensUsed <= task.input.maxTokens)],
  criteria: [criterion('correct', 1, ({ output, task }) => correctness(task.truth, output.completion))],
  factors: [latency({ fullUntil: 0.3, floor: 0.7 })],
})
