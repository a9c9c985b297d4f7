import { type TaskFamily, taskSource } from 'subnetkit'
import { drawPrompt } from './generation/tasks.js'
import { type ImageProtocol, protocol } from './protocol.js'
import { drawText, type TextKind } from './recognition/tasks.js'

export type { PaintInput, PaintTruth } from './generation/answer.js'
export type { TextTruth } from './recognition/tasks.js'

/** Kinds of pictures with text, by family. */
export const textKinds = {
  print: { levels: [0, 1], photo: false },
  noise: { levels: [2], photo: false },
  'heavy-noise': { levels: [3], photo: false },
  photo: { levels: [0], photo: true },
  'noisy-photo': { levels: [1], photo: true },
} as const satisfies Readonly<Record<string, TextKind>>

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
    draw: (random) => drawText(random, textKinds.print),
  },
  {
    name: 'noise',
    synapse: 'read',
    tasksPerMiner: 4,
    draw: (random) => drawText(random, textKinds.noise),
  },
  {
    name: 'heavy-noise',
    synapse: 'read',
    tasksPerMiner: 4,
    draw: (random) => drawText(random, textKinds['heavy-noise']),
  },
  {
    name: 'photo',
    synapse: 'read',
    tasksPerMiner: 2,
    draw: (random) => drawText(random, textKinds.photo),
  },
  {
    name: 'noisy-photo',
    synapse: 'read',
    tasksPerMiner: 1,
    draw: (random) => drawText(random, textKinds['noisy-photo']),
  },
  { name: 'scene', synapse: 'generate', tasksPerMiner: 5, draw: (random) => drawPrompt(random) },
] as const satisfies readonly TaskFamily<ImageProtocol>[]

/** The families, or as many with other draws. */
export type ImageFamilies = typeof families

/** Tasks of the synapses that a protocol has. */
export const createTasks = (offered: ImageProtocol, asked: ImageFamilies = families) =>
  taskSource({
    protocol: offered,
    families: asked.filter(({ synapse }) => Object.hasOwn(offered, synapse)),
  })

/** Tasks of both synapses for each miner and round, every pixel from the round's secret and the miner's hotkey. */
export const tasks = createTasks(protocol)
