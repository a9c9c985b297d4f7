import { type TaskFamily, taskSource } from 'subnetkit'
import { protocol } from './protocol.js'
import { drawText } from './recognition/tasks.js'

export type { TextTruth } from './recognition/tasks.js'

/**
 * Families of tasks. Their numbers are their weights in a round: most pictures are hard, because those rank readers; a clean
 * print only separates readers from those that are none.
 */
export const families = [
  {
    name: 'print',
    synapse: 'read',
    tasksPerMiner: 1,
    draw: (random) => drawText(random, { levels: [0, 1], photo: false }),
  },
  {
    name: 'noise',
    synapse: 'read',
    tasksPerMiner: 3,
    draw: (random) => drawText(random, { levels: [2, 3], photo: false }),
  },
  {
    name: 'photo',
    synapse: 'read',
    tasksPerMiner: 2,
    draw: (random) => drawText(random, { levels: [0, 1], photo: true }),
  },
] as const satisfies readonly TaskFamily<typeof protocol>[]

/** Tasks for each miner and round, every pixel from the round's secret and the miner's hotkey. */
export const tasks = taskSource({ protocol, families })
