import type { Subnet } from '@subnetkit/core'
import {
  createQueues,
  explainMiner,
  openDatabase,
  openStore,
  replayRound,
  tasksOfMiner,
} from '@subnetkit/core/validator'
import type { BenchRow } from './bench.js'
import { comparedClient, comparingSubnet } from './engine-fold.js'
import { engineHotkey, median, startEngine } from './engine-rounds.js'

const [miners, perRound, rounds, netuid] = [256, 8, 8, 77]
/** Limit of the issue, in ms. */
const limitMs = 1_000

/** CPU time of the reports on rounds that are kept, in the process that reads the store. */
export async function engineExplainBench(): Promise<BenchRow[]> {
  await using database = await openDatabase({ memory: true })
  await using queues = await createQueues({ database })
  const subnet = comparingSubnet(true, () => {})
  {
    await using engine = await startEngine({
      ...{ database, queues, miners, perRound, client: comparedClient, subnet, netuid, keepRounds: 200 },
    })
    for (let round = 1; round < rounds; round += 1) await engine.round()
  }
  const store = await openStore({ database, netuid, validator: engineHotkey })
  const own = subnet as unknown as Subnet
  const kept = (await store.foldedRounds()).map(({ round }) => round.number)
  const context = { store, subnet: own, validator: engineHotkey }
  const size = `${miners} miners × ${perRound} tasks`
  return [
    await timed(`explain of a miner, ${size}, the default of rounds`, kept, (_, at) =>
      explainMiner(context, 1 + at),
    ),
    await timed(`explain of one round, ${size}`, kept, (round) => tasksOfMiner(store, 7, round)),
    await timed(`replay of a round, ${size} with novelty and rank`, kept, async (round) => {
      const { disagreements } = await replayRound({ subnet: own, netuid, mechanism: 0, store }, round)
      if (disagreements.length > 0) throw new Error(`round ${round} differs: ${disagreements[0]!.detail}`)
    }),
  ]
}

async function timed(
  name: string,
  kept: readonly number[],
  run: (round: number, at: number) => Promise<unknown>,
): Promise<BenchRow> {
  const times: number[] = []
  for (const [at, round] of kept.entries()) {
    const start = process.cpuUsage()
    await run(round, at)
    const { user, system } = process.cpuUsage(start)
    times.push((user + system) / 1_000)
  }
  const ms = median(times)
  return {
    name: `${name}: CPU`,
    value: `${ms.toFixed(0)} ms, ${Math.max(...times).toFixed(0)} ms at most`,
    reference: `a second`,
    ratio: `${(limitMs / ms).toFixed(1)}×`,
  }
}
