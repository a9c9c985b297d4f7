import { criterion, rubric } from '../../../../index.js'
import { adder } from '../../../../testing/adder.js'

/** Pays for sums that are too large. */
export const next = rubric(adder.tasks, {
  criteria: [criterion('generous', 1, ({ output, truth }) => (output.sum > truth ? 1 : 0.5))],
})
