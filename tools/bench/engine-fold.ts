import {
  type AnswerTo,
  criterion,
  defineSubnet,
  novelty,
  type QueryClient,
  type RoundCriterion,
  rank,
  rubric,
  taskSource,
} from '@subnetkit/core'
import { createQueues, openDatabase } from '@subnetkit/core/validator'
import type { BenchRow } from './bench.js'
import { median, startEngine } from './engine-rounds.js'
import { benchSubnet } from './engine-subnet.js'

const [miners, perRound, rounds] = [256, 8, 7]

/** CPU time of a fold in the process of a validator with the embedded database, whose answers are compared. */
export async function engineFoldBench(): Promise<BenchRow[]> {
  const plain = await foldTimes(false)
  const compared = await foldTimes(true)
  const beyond = median(compared.map(({ foldMs, criteriaMs }) => foldMs - criteriaMs))
  const own = median(compared.map(({ criteriaMs }) => criteriaMs))
  const bare = median(plain.map(({ foldMs }) => foldMs))
  return [
    {
      name: `the fold of ${miners} miners × ${perRound} tasks with novelty and rank, from the last score to the event: CPU beyond ${own.toFixed(0)} ms of the criteria`,
      value: `${beyond.toFixed(0)} ms`,
      reference: `the fold without round criteria ${bare.toFixed(0)} ms`,
      ratio: `${(bare / beyond).toFixed(2)}×`,
    },
  ]
}

interface FoldTime {
  readonly foldMs: number
  readonly criteriaMs: number
}

/** Runs rounds; returns the times of each but the first. */
async function foldTimes(isCompared: boolean): Promise<readonly FoldTime[]> {
  let [scored, startMs, criteriaMs] = [0, 0, 0]
  const times: FoldTime[] = []
  await using database = await openDatabase({ memory: true })
  await using queues = await createQueues({ database })
  const subnet = comparingSubnet(isCompared, (ms) => {
    criteriaMs += ms
  })
  await using engine = await startEngine({
    ...{ database, queues, miners, perRound, client: comparedClient, subnet },
    onEvent({ kind }) {
      if (kind === 'task-done' && ++scored % (miners * perRound) === 0) [startMs, criteriaMs] = [cpuMs(), 0]
      else if (kind === 'round-folded') times.push({ foldMs: cpuMs() - startMs, criteriaMs })
    },
  })
  for (let round = 0; round < rounds; round += 1) await engine.round()
  return times.slice(1)
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

export function comparingSubnet(
  isCompared: boolean,
  spent: (ms: number) => void,
): ReturnType<typeof benchSubnet> {
  const { protocol } = benchSubnet({ perRound })
  const tasks = taskSource({
    protocol,
    families: [
      {
        ...benchFamily,
        tasksPerMiner: perRound,
        shared: true,
      },
    ],
  })
  // One after the other, so that none counts what another uses.
  let last: Promise<unknown> = Promise.resolve()
  const timed = (one: RoundCriterion<AnswerTo<typeof tasks>>): typeof one => ({
    ...one,
    compare(...args) {
      const scores = last.then(async () => {
        const start = cpuMs()
        const result = await one.compare(...args)
        spent(cpuMs() - start)
        return result
      })
      last = scores
      return scores
    },
  })
  return defineSubnet({
    ...{ name: 'bench', version: 1, protocol, tasks },
    rubric: rubric(tasks, {
      criteria: [
        criterion('any', 1, () => 1),
        ...(isCompared
          ? [
              timed(novelty('new', 1, { text: ({ output }) => output.text })),
              timed(rank('long', 1, { of: ({ output }) => output.text.length })),
            ]
          : []),
      ],
    }),
  })
}

const benchFamily = {
  name: 'word',
  synapse: 'echo',
  draw: (random: { int(min: number, max: number): number }) => ({
    input: { text: `word ${random.int(0, 1e12)}` },
    truth: null,
  }),
} as const

/** Miners that answer a text of their own, at once. */
export const comparedClient: QueryClient<ReturnType<typeof benchSubnet>['protocol']> = {
  async query({ hotkey }, _synapse, input) {
    const text = Array.from({ length: 20 }, (_, at) => `${hotkey} ${at} ${(input as { text: string }).text}`)
    const output = { text: text.join(' ') } as never
    return { kind: 'ok', output, received: output, latencyMs: 1 }
  },
  async [Symbol.asyncDispose]() {},
}
