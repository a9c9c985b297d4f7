import { criterion, defineSubnet, power, rubric, synapse, taskSource } from '@subnetkit/core'
import { z } from 'zod'
import { defineLab, type Lab } from '../define-lab.js'

const protocol = {
  add: synapse({
    input: z.object({ a: z.int(), b: z.int() }),
    output: z.object({ sum: z.int() }),
    deadline: '1s',
  }),
}

const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sum',
      synapse: 'add',
      draw(random) {
        const [a, b] = [random.int(1, 99), random.int(1, 99)]
        return { input: { a, b }, truth: a + b }
      },
    },
  ],
  tasksPerMiner: 4,
})

/** A subnet that pays for sums. */
export const adder = defineSubnet({
  ...{ name: 'adder', version: 1, protocol, tasks },
  rubric: rubric(tasks, {
    criteria: [criterion('right', 1, ({ output, truth }) => (output.sum === truth ? 1 : 0))],
  }),
  incentive: { weights: power({ exponent: 2 }) },
})

/** Its lab: a miner of some skill adds right that often. */
export const adderLab = defineLab({
  subnet: adder,
  solve: ({ truth }, { skill, random }) => ({ sum: random.chance(skill) ? truth : -1 }),
}) as unknown as Lab
