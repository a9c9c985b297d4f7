import { criterion, defineSubnet, rubric } from '@subnetkit/core'
import { defineAgent, defineLab } from '@subnetkit/lab'
import { sumsSubnet } from './sums-subnet.js'

const { protocol, tasks } = sumsSubnet

/** Finds the input on which the rubric never returns. */
const looper = defineAgent<typeof sumsSubnet>({
  name: 'looper',
  about: 'answers what the rubric never gets done with',
  answer: () => ({ output: { sum: -7 }, work: 0 }),
})

/** A lab whose rubric never returns for one answer, and says where it is stuck. */
export const loopingLab = defineLab({
  subnet: defineSubnet({
    ...{ name: 'loop', version: 1, protocol, tasks },
    rubric: rubric(tasks, {
      criteria: [
        criterion('endless', 1, ({ output, truth }) => {
          if (output.sum === -7) {
            process.stderr.write(`stuck in ${process.pid};`)
            for (;;);
          }
          return output.sum === truth ? 1 : 0
        }),
      ],
    }),
  }),
  solve: ({ truth }, { skill, random }) => ({ sum: random.chance(skill) ? truth : 0 }),
  agents: [looper],
})
