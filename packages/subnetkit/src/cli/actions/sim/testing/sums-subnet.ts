import { criterion, defineSubnet, rubric, synapse, taskSource } from '@subnetkit/core'
import { z } from 'zod'

const protocol = {
  add: synapse({
    input: z.object({ a: z.int(), b: z.int(), hint: z.int() }),
    output: z.object({ sum: z.int() }),
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
        return { input: { a, b, hint: a + b }, truth: a + b }
      },
    },
  ],
  tasksPerMiner: 4,
})

export const sumsSubnet = defineSubnet({
  ...{ name: 'sums', version: 1, protocol, tasks },
  rubric: rubric(tasks, {
    criteria: [criterion('right', 1, ({ output, truth }) => (output.sum === truth ? 1 : 0))],
  }),
})
