import { criterion, defineSubnet, rubric, synapse, taskSource, z } from '../../../index.js'

const protocol = {
  write: synapse({ input: z.object({ about: z.int() }), output: z.object({ text: z.string() }) }),
}

const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'essay',
      synapse: 'write',
      shared: true,
      draw: (random) => ({ input: { about: random.int(1, 1_000) }, truth: null }),
    },
  ],
  tasksPerMiner: 4,
})

/** Essays that are paid by their length. */
// biome-ignore lint/style/noDefaultExport: how a module exports its subnet
export default defineSubnet({
  ...{ name: 'essays', version: 1, protocol, tasks },
  rubric: rubric(tasks, {
    criteria: [criterion('length', 1, ({ output }) => Math.min(1, output.text.length / 900))],
  }),
})

/** An essay of its own for each miner and task. */
export const essayOf = (miner: string, task: number) =>
  Array.from({ length: 60 }, (_, at) =>
    (at * at + 7 * task + miner.charCodeAt(0) * 31 * at).toString(36),
  ).join(' ')
