import { criterion, latency, rubric } from 'subnetkit'
import { calibration, characters, isExact } from './recognition/score.js'
import { tasks } from './tasks.js'

/**
 * Reading: characters that are right, a bonus for a text without error, and for a confidence that is justified; all of it is 0
 * for a text that has an error in every second character. Late answers keep at least 0.7.
 */
export const scoring = rubric(tasks, {
  criteria: [
    criterion('characters', 0.6, { synapse: 'read' }, ({ output, truth }) => characters(output, truth)),
    criterion('exact', 0.2, { synapse: 'read' }, ({ output, truth }) => (isExact(output, truth) ? 1 : 0)),
    criterion('calibrated', 0.2, { synapse: 'read' }, ({ output, truth }) => calibration(output, truth)),
  ],
  factors: [latency({ fullUntil: 0.5, floor: 0.7 })],
})
