// By name: a process that runs what is built has to load the framework once.
import { criterion, defineSubnet, rubric, synapse, taskSource, z } from 'subnetkit'

const protocol = {
  add: synapse({
    input: z.object({ a: z.int(), b: z.int() }),
    output: z.object({ sum: z.int() }),
    deadline: '4s',
  }),
}
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sum',
      synapse: 'add',
      draw(random) {
        const [a, b] = [random.int(1, 1_000), random.int(1, 1_000)]
        return { input: { a, b }, truth: a + b }
      },
    },
  ],
  tasksPerMiner: 1,
})

/** Adds two numbers; its weights are plain, so that tests see them at once. */
export const adder = defineSubnet({
  name: 'adder',
  version: 7,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [criterion('correct', 1, ({ output, truth }) => (output.sum === truth ? 1 : 0))],
  }),
  hyperparameters: { commitReveal: false, tempo: 720 },
})

/** Answers as it should. */
export const add = ({ input }: { readonly input: { readonly a: number; readonly b: number } }) => ({
  sum: input.a + input.b,
})
