import { createHash } from 'node:crypto'
import { z } from 'zod'
import { rubric } from '../../rubric/define-rubric.js'
import { latency } from '../../rubric/latency.js'
import { criterion } from '../../rubric/parts.js'
import { roundCriterion } from '../../rubric/round/round-criterion.js'
import { ema } from '../../scoreboard/ema.js'
import { linear } from '../../scoreboard/linear.js'
import { defineSubnet } from '../../subnet/define-subnet.js'
import type { MinerEndpoint, QueryClient } from '../../subnet/miner-client.js'
import { synapse } from '../../subnet/synapse.js'
import type { ObserveContext } from '../../tasks/observe.js'
import { taskSource } from '../../tasks/task-source.js'
import { fakeNeuron } from './fake-chain.js'

const protocol = {
  add: synapse({
    input: z.object({ a: z.number(), b: z.number() }),
    output: z.object({ sum: z.number() }),
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
        const [a, b] = [random.int(0, 1_000_000), random.int(0, 1_000_000)]
        return { input: { a, b }, truth: a + b }
      },
    },
  ],
  tasksPerMiner: 3,
})

/** A subnet that pays for sums; an answer of -1 breaks its checker. */
export const sums = defineSubnet({
  name: 'sums',
  version: 3,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [
      criterion('right', 1, ({ output, truth }) => {
        if (output.sum === -1) throw new Error('the checker cannot read this')
        return output.sum === truth ? 1 : 0.25
      }),
    ],
    factors: [latency()],
  }),
  incentive: { scoreboard: ema({ alpha: 0.3 }), weights: linear() },
})

/** The parts of an answer that are compared. */
interface SumAnswer {
  readonly input: { readonly b: number }
  readonly output: { readonly sum: number }
}

const ofTheLargest = (feature: (answer: SumAnswer) => number) =>
  roundCriterion('of the largest', 1, {
    past: 1,
    feature,
    compare(entries) {
      const largest = Math.max(1, ...entries.map((entry) => entry.feature))
      return entries.map((entry) => Math.max(0, entry.feature) / largest)
    },
  })

/** The same, which also compares the sums of each round. */
export const comparedSums = defineSubnet({
  ...sums,
  rubric: rubric(tasks, {
    factors: sums.rubric.factors,
    criteria: [...sums.rubric.criteria, ofTheLargest(({ output }) => output.sum)],
  }),
})

let observations = 0

const observedTasks = taskSource({
  protocol,
  observe: ({ round, miners, previous }: ObserveContext) => {
    observations += 1
    return { round, miners: miners.length, before: previous?.round ?? null, offset: observations }
  },
  families: [
    {
      name: 'sum',
      synapse: 'add',
      draw(random, { observed }) {
        const [a, b] = [random.int(0, 1_000_000), 1_000_000 * observed.offset]
        return { input: { a, b }, truth: a + b }
      },
    },
  ],
  tasksPerMiner: 3,
})

/** Sums that depend on an observation, which differs whenever it is made, and are compared as well. */
export const observedSums = defineSubnet({
  ...{ name: 'observed-sums', version: 3, protocol, incentive: sums.incentive, tasks: observedTasks },
  rubric: rubric(observedTasks, {
    // Scores do not depend on what was observed: whoever observes again gets the same.
    criteria: [
      criterion('right', 1, ({ output, truth }) => (output.sum === truth ? 1 : 0.25)),
      ofTheLargest(({ output, input }) => output.sum - input.b),
    ],
  }),
})

export const validatorHotkey = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'

/** One neuron for each behaviour of {@link createFakeClient}; the idle one never published an axon. */
export const sumsNeurons = (validator = validatorHotkey) => [
  fakeNeuron(0, 'owner', { axon: null }),
  fakeNeuron(1, validator, { axon: null, validatorPermit: true }),
  ...['good', 'slow', 'wrong', 'poison', 'absent', 'malformed'].map((name, index) =>
    fakeNeuron(index + 2, name),
  ),
  fakeNeuron(8, 'idle', { axon: null }),
]

/** Same secret for the same round, so that two runs of a test ask the same. */
export const testSecret = (round: number) =>
  Uint8Array.from(createHash('sha256').update(`round ${round}`).digest())

/** Miners in memory, named for what they do. `before` runs first in each query. */
export function createFakeClient(
  before: (endpoint: MinerEndpoint, signal: AbortSignal | undefined) => void | Promise<void> = () => {},
): QueryClient<typeof protocol> & { readonly queries: string[] } {
  const queries: string[] = []
  return {
    queries,
    async query(endpoint, _synapse, input, options) {
      queries.push(endpoint.hotkey)
      await before(endpoint, options?.signal)
      const { a, b } = input as { a: number; b: number }
      const answered = (sum: number, latencyMs = 100) =>
        ({ kind: 'ok', output: { sum } as never, latencyMs }) as const
      switch (endpoint.hotkey) {
        case 'good':
          return answered(a + b)
        case 'slow':
          return answered(a + b, 1_000)
        case 'poison':
          return answered(a % 2 === 0 ? -1 : a + b)
        case 'absent':
          return { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'refused', latencyMs: 1 }
        case 'malformed':
          return { kind: 'malformed', code: 'RESPONSE_MALFORMED', reason: 'not JSON', latencyMs: 5 }
        default:
          return answered(0)
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}
