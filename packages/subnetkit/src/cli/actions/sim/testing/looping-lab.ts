import { criterion, defineSubnet, rubric } from '@subnetkit/core'
import { defineLab } from '@subnetkit/lab'
import { sumsSubnet } from './sums-subnet.js'

const { protocol, tasks } = sumsSubnet

/** A lab whose rubric never returns, and says where it is stuck. */
export const loopingLab = defineLab({
  subnet: defineSubnet({
    ...{ name: 'loop', version: 1, protocol, tasks },
    rubric: rubric(tasks, {
      criteria: [
        criterion('endless', 1, () => {
          process.stderr.write(`stuck in ${process.pid};`)
          for (;;);
        }),
      ],
    }),
  }),
  solve: ({ truth }) => ({ sum: truth }),
})
