import { criterion, latency, rubric } from 'subnetkit'
import { tasks } from './tasks.js'

/**
 * Score of an answer = weighted mean of the criteria × factors, from 0 to 1. Weights are relative: 1 and 3 are the same as 0.25 and 0.75.
 * `latency()` is 1 for the first part of the deadline and falls to its floor at the end.
 */
export const scoring = rubric(tasks, {
  criteria: [
    criterion('correct', 1, ({ output, truth }) => {
      const [small, large] = output.factors.toSorted((a, b) => a - b)
      return small === truth.small && large === truth.large ? 1 : 0
    }),
  ],
  factors: [latency({ fullUntil: 0.3, floor: 0.7 })],
})
