import { criterion, defineSubnet, rubric, synapse, taskSource, z } from 'subnetkit'

const input = z.object({ n: z.int() })
const protocol = { double: synapse({ input, output: z.object({ n: z.int() }), deadline: '4s' }) }
const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'double',
      synapse: 'double',
      draw: (random) => ({ input: { n: random.int(1, 1_000) }, truth: null }),
    },
  ],
  tasksPerMiner: 1,
})

/** A subnet whose scoring waits for `gate`. */
export const faultySubnet = (gate: () => Promise<void>) =>
  defineSubnet({
    name: 'faulty',
    version: 1,
    protocol,
    tasks,
    rubric: rubric(tasks, {
      criteria: [
        criterion('correct', 1, async ({ input, output }) => {
          await gate()
          return output.n === 2 * input.n ? 1 : 0
        }),
      ],
    }),
    hyperparameters: { commitReveal: false, tempo: 720 },
  })

/** The same synapse without a promise about its output: its miner may answer with anything. */
export const carelessProtocol = { double: synapse({ input, output: z.any(), deadline: '4s' }) }
