import { type TaskFamily, taskSource } from 'subnetkit'
import { drawPrompt } from './generation/tasks.js'
import { type ImageProtocol, protocol } from './protocol.js'
import { drawText } from './recognition/tasks.js'

export type { PaintInput, PaintTruth } from './generation/answer.js'
export type { TextTruth } from './recognition/tasks.js'

/**
 * Families of tasks. Their numbers are their weights in a round, the same for each miner: drawn by chance, an easy round would
 * look like skill. Noise ranks readers, so there is most of it; a clean print only separates readers from what is none, and a noisy photograph is legible
 * or not by its light and angle, which is luck. Five prompts are ten pictures, because a painter misses the position in
 * half of them by chance.
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
    tasksPerMiner: 4,
    draw: (random) => drawText(random, { levels: [2], photo: false }),
  },
  {
    name: 'heavy-noise',
    synapse: 'read',
    tasksPerMiner: 4,
    draw: (random) => drawText(random, { levels: [3], photo: false }),
  },
  {
    name: 'photo',
    synapse: 'read',
    tasksPerMiner: 2,
    draw: (random) => drawText(random, { levels: [0], photo: true }),
  },
  {
    name: 'noisy-photo',
    synapse: 'read',
    tasksPerMiner: 1,
    draw: (random) => drawText(random, { levels: [1], photo: true }),
  },
  { name: 'scene', synapse: 'generate', tasksPerMiner: 5, draw: (random) => drawPrompt(random) },
] as const satisfies readonly TaskFamily<ImageProtocol>[]

/** Tasks of the synapses that a protocol has. */
export const createTasks = (offered: ImageProtocol) =>
  taskSource({
    protocol: offered,
    families: families.filter(({ synapse }) => Object.hasOwn(offered, synapse)),
  })

/** Tasks of both synapses for each miner and round, every pixel from the round's secret and the miner's hotkey. */
export const tasks = createTasks(protocol)
