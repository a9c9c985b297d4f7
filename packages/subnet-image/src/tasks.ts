import { type TaskFamily, taskSource } from 'subnetkit'
import { drawPrompt } from './generation/tasks.js'
import { type ImageProtocol, protocol } from './protocol.js'
import { drawText } from './recognition/tasks.js'

export type { PaintInput, PaintTruth } from './generation/answer.js'
export type { TextTruth } from './recognition/tasks.js'

/**
 * Families of tasks. Their numbers are their weights in a round: most pictures with text are hard, because those rank readers; a
 * clean print only separates readers from what is none.
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
    tasksPerMiner: 2,
    draw: (random) => drawText(random, { levels: [2, 3], photo: false }),
  },
  {
    name: 'photo',
    synapse: 'read',
    tasksPerMiner: 2,
    draw: (random) => drawText(random, { levels: [0, 1], photo: true }),
  },
  { name: 'scene', synapse: 'generate', tasksPerMiner: 3, draw: (random) => drawPrompt(random) },
] as const satisfies readonly TaskFamily<ImageProtocol>[]

/** Tasks of the synapses that a protocol has. */
export const createTasks = (offered: ImageProtocol) =>
  taskSource({
    protocol: offered,
    families: families.filter(({ synapse }) => Object.hasOwn(offered, synapse)),
  })

/** Tasks of both synapses for each miner and round, every pixel from the round's secret and the miner's hotkey. */
export const tasks = createTasks(protocol)
