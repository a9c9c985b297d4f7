import { type Combine, criterion, factor, gate, latency, novelty, rubric, weightedMean } from 'subnetkit'
import { isAsAsked, picturesOf } from './generation/answer.js'
import { hashDistanceOf, hashesOf } from './generation/duplicates.js'
import { createRerun, type RerunOptions } from './generation/rerun.js'
import { diversity, share } from './generation/score.js'
import type { ImageProtocol } from './protocol.js'
import { calibration, characters, isExact } from './recognition/score.js'
import type { createTasks } from './tasks.js'

export type { RerunLimits, RerunOptions } from './generation/rerun.js'

/** Criterion that compares the pictures of a round; what it finds is a factor. */
const newName = 'new'

/**
 * Mean of what an answer has right, times how new its pictures are: added to it, what is new but wrong would be worth something.
 */
const combine: Combine = (scores) => {
  const isNew = scores.find(({ name }) => name === newName)?.score ?? 1
  return weightedMean()(scores.filter(({ name }) => name !== newName)) * isNew
}

/** Tasks that the rubric scores. */
export type ImageTasks = ReturnType<typeof createTasks>

/**
 * Reading: characters that are right, a bonus for a text without error, and for a confidence that is justified; all of it is 0
 * for a text that has an error in every second character.
 *
 * Painting: what a look at the pictures finds of the prompt, half of it for pictures that have everything right, times how
 * different they are from each other and from those of other miners; 0 for pictures that the validator cannot paint again from what the miner states.
 *
 * Late answers keep at least 0.7.
 */
export function createScoring(tasks: ImageTasks, options: RerunOptions = {}) {
  const rerun = createRerun(options)
  const isOffered = (synapse: keyof ImageProtocol) => Object.hasOwn(tasks.protocol, synapse)
  const reads = { synapse: 'read' } as const
  const paints = { synapse: 'generate' } as const
  return rubric(tasks, {
    combine,
    gates: isOffered('generate')
      ? [
          gate('as asked', paints, isAsAsked),
          gate('readable', paints, async ({ output }) => (await picturesOf(output)) !== null),
          // A validator that cannot run the model charges no miner for it, and pays none.
          gate('honest', paints, rerun.check, { deadlineMs: rerun.deadlineMs }),
        ]
      : [],
    criteria: [
      ...(isOffered('read')
        ? [
            criterion('characters', 0.6, reads, ({ output, truth }) => characters(output, truth)),
            criterion('exact', 0.2, reads, ({ output, truth }) => (isExact(output, truth) ? 1 : 0)),
            criterion('calibrated', 0.2, reads, ({ output, truth }) => calibration(output, truth)),
          ]
        : []),
      ...(isOffered('generate')
        ? [
            criterion('everything', 0.5, paints, (answer) => share('all', answer)),
            criterion('colours', 0.1, paints, (answer) => share('colours', answer)),
            criterion('shapes', 0.15, paints, (answer) => share('shapes', answer)),
            criterion('count', 0.1, paints, (answer) => share('count', answer)),
            criterion('position', 0.15, paints, (answer) => share('position', answer)),
            // Prompts differ from miner to miner, and so do pictures; the receipt names the nearest miner.
            novelty(newName, 1, paints, { of: hashesOf, distance: hashDistanceOf, floor: 0.7, full: 4 / 64 }),
          ]
        : []),
    ],
    factors: [
      ...(isOffered('generate') ? [factor('diverse', paints, (answer) => diversity(answer))] : []),
      latency({ fullUntil: 0.5, floor: 0.7 }),
    ],
  })
}
