import {
  defineSubnet,
  notYet,
  type ObserveContext,
  roundCriterion,
  rubric,
  synapse,
  taskSource,
  z,
} from '../../../../index.js'

const value = z.int().min(1)
const protocol = {
  keep: synapse({ input: z.object({ round: z.int(), value }), output: z.object({ kept: z.boolean() }) }),
  recall: synapse({ input: z.object({ round: z.int() }), output: z.object({ value }) }),
}

/** Values by round, noted while the round is scored. */
const noted = new Map<number, number>()

const tasks = taskSource({
  protocol,
  observe: async ({ round }: ObserveContext) => ({
    before: round - 1,
    expected: noted.get(round - 1) ?? null,
  }),
  families: [
    {
      name: 'keep',
      synapse: 'keep',
      tasksPerMiner: 1,
      draw: (random, { round }) => ({ input: { round, value: random.int(1, 1_000) }, truth: null }),
    },
    {
      name: 'recall',
      synapse: 'recall',
      tasksPerMiner: 1,
      draw: (_random, { observed: { before, expected } }) =>
        expected === null ? null : { input: { round: before }, truth: expected },
    },
  ],
})

const kept = new Map<number, number>()
/** Keeps every value. */
export const handlers = {
  keep({ input }: { readonly input: { readonly round: number; readonly value: number } }) {
    kept.set(input.round, input.value)
    return { kept: true }
  },
  recall: ({ input }: { readonly input: { readonly round: number } }) => ({ value: kept.get(input.round) }),
}

/** Asks back in a round what the round before has noted: nothing of the first round has a score. */
// biome-ignore lint/style/noDefaultExport: how a module exports its subnet
export default defineSubnet({
  name: 'later',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [
      roundCriterion(
        'noted',
        1,
        { family: 'keep' },
        {
          minPeers: 0,
          feature: ({ input }) => input,
          compare(entries) {
            for (const { feature } of entries) noted.set(feature.round, feature.value)
            return entries.map(() => notYet('it was not asked back yet'))
          },
        },
      ),
      roundCriterion(
        'recalled',
        1,
        { family: 'recall' },
        {
          minPeers: 0,
          feature: ({ output, truth }) => output.value === truth,
          compare: (entries) => entries.map(({ feature }) => (feature ? 1 : 0)),
        },
      ),
    ],
  }),
})
