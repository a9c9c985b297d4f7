import { criterion, defineSubnet, rubric } from '../../../../index.js'
import { adder } from '../../../../testing/adder.js'

/** The adder, whose next version pays most for sums that are too large. */
export const turnedAdder = defineSubnet({
  ...adder,
  next: {
    version: 8,
    rubric: rubric(adder.tasks, {
      criteria: [criterion('generous', 1, ({ output, truth }) => (output.sum > truth ? 1 : 0.5))],
    }),
  },
})
