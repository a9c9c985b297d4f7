import { criterion, latency, rubric } from 'subnetkit'
import { chrF } from 'subnetkit/measures'
import { tasks } from './tasks.js'

/** Half for a translation that is right, half for how near it comes: wrong endings cost less than wrong words. */
export const scoring = rubric(tasks, {
  criteria: [
    criterion('right', 1, ({ output, truth }) => (output.text.trim() === truth ? 1 : 0)),
    // Squared: letters that two sentences share by chance earn little.
    criterion('near', 1, ({ output, truth }) => chrF(output.text, truth) ** 2),
  ],
  factors: [latency()],
})
