import { criterion, defineSubnet, ema, linear, rubric, synapse, taskSource } from '@subnetkit/core'
import { z } from 'zod'

const protocol = {
  add: synapse({
    input: z.object({ a: z.int(), b: z.int() }),
    output: z.object({ sum: z.int() }),
    // No honest miner may be absent because this machine is busy.
    deadline: '20s',
  }),
}

const tasksOf = (perRound: number) =>
  taskSource({
    protocol,
    families: [
      {
        name: 'sum',
        synapse: 'add',
        draw(random) {
          const [a, b] = [random.int(0, 1_000_000), random.int(0, 1_000_000)]
          return { input: { a, b }, truth: a + b }
        },
      },
    ],
    tasksPerMiner: perRound,
  })

/** Score of an answer, as the rubric and the twin compute it. */
export const worth = (sum: number, truth: number) => 1 / (1 + Math.abs(sum - truth))

interface SumsOptions {
  /** Tasks of a miner in each round. @default 3 */
  readonly perRound?: number
  /** Runs before each answer is scored. @default nothing */
  readonly scoring?: () => Promise<void>
}

/** Pays for sums, less the further they are off. */
export function createSums({ perRound = 3, scoring = async () => {} }: SumsOptions = {}) {
  const tasks = tasksOf(perRound)
  return defineSubnet({
    name: 'chaos-sums',
    version: 1,
    protocol,
    tasks,
    rubric: rubric(tasks, {
      criteria: [
        criterion('near', 1, async ({ output, truth }) => {
          await scoring()
          return worth(output.sum, truth)
        }),
      ],
    }),
    incentive: { scoreboard: ema({ alpha: 0.3 }), weights: linear() },
  })
}

export type Sums = ReturnType<typeof createSums>
