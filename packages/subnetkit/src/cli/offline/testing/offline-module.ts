import {
  criterion,
  defineSubnet,
  gate,
  latency,
  roundCriterion,
  rubric,
  synapse,
  taskSource,
  z,
} from '../../../index.js'

const protocol = {
  add: synapse({
    input: z.object({ a: z.int(), b: z.int() }),
    output: z.object({ sum: z.int(), steps: z.array(z.string()).default([]) }),
    deadline: '4s',
  }),
  guess: synapse({ input: z.object({ word: z.string() }), output: z.object({ price: z.number() }) }),
}

const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sum',
      weight: 3,
      synapse: 'add',
      draw(random) {
        const [a, b] = [random.int(1, 1_000), random.int(1, 1_000)]
        // JSON has no bigints.
        return { input: { a, b }, truth: { sum: BigInt(a + b) } }
      },
    },
    {
      name: 'price',
      weight: 1,
      shared: true,
      synapse: 'guess',
      draw: (random) => ({ input: { word: random.pick(['tin', 'zinc', 'iron']) }, truth: null }),
    },
  ],
  tasksPerMiner: 4,
})

/** Sums with a truth, and prices that are only compared with those of the others. */
// biome-ignore lint/style/noDefaultExport: how a module exports its subnet
export default defineSubnet({
  name: 'offline',
  version: 2,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    gates: [gate('few steps', { family: 'sum' }, ({ output }) => output.steps.length <= 3)],
    criteria: [
      criterion('correct', 1, { family: 'sum' }, ({ output, truth }) =>
        BigInt(output.sum) === truth.sum ? 1 : 0,
      ),
      roundCriterion(
        'near the others',
        1,
        { family: 'price' },
        {
          feature: ({ output }) => output.price,
          compare(entries) {
            const mean = entries.reduce((sum, { feature }) => sum + feature, 0) / entries.length
            return entries.map(({ feature }) => 1 / (1 + Math.abs(feature - mean)))
          },
        },
      ),
    ],
    factors: [latency({ fullUntil: 0.5, floor: 0.5 })],
  }),
})

/** Right about sums, and at a fixed price. */
export const handlers = {
  add: ({ input }: { readonly input: { readonly a: number; readonly b: number } }) => ({
    sum: input.a + input.b,
  }),
  guess: () => ({ price: 2 }),
}
