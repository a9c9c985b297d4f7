import { subnetAt } from '@subnetkit/core'
import { minerKey } from '@subnetkit/core/engine'
import { type RoundRecord, rankField } from '@subnetkit/core/validator'
import { z } from 'zod'
import { minerName, outcomes } from './fields.js'
import { median, noOutcomes, type Outcomes, type Reader } from './reader.js'

/** Rounds of a trend, and of outcomes. */
const [trendRounds, outcomeRounds] = [30, 5]

/** A row of the table of miners. */
export const minerRow = z.object({
  ...minerName,
  score: z.number(),
  rank: z.int(),
  /** Places won (positive) or lost since the oldest round of the trend; null for a newcomer. */
  moved: z.int().nullable(),
  /** Share of what this validator's weights give to miners. */
  share: z.number(),
  /** On chain, as of the newest metagraph that the validator read. */
  incentive: z.number().nullable(),
  rounds: z.int(),
  outcomes,
  latencyMs: z.number().nullable(),
  flagged: z.int(),
  /** Scores after rounds, oldest first. */
  trend: z.array(z.number()).max(trendRounds),
  hasAxon: z.boolean(),
})

/** Returns a row for each miner, best first, with the round and the block that they are of. */
export async function readMiners(reader: Reader) {
  const { store, subnet, validator } = reader
  const [neurons, scores, rounds, active, metagraph] = await Promise.all([
    store.neurons(),
    store.scores(),
    store.rounds(trendRounds),
    store.activeVersion(),
    reader.metagraph(),
  ])
  const folded = rounds.filter(({ state }) => state === 'folded')
  const { trends, first } = await readTrends(reader, folded)
  const recent = await readRecent(reader, folded.slice(-outcomeRounds))
  const onChain = new Map(metagraph.neurons.map((neuron) => [minerKey(neuron), neuron]))
  const byKey = new Map(scores.map((entry) => [minerKey(entry), entry]))
  // Other validators and the owner have neither an axon nor scores.
  const isMiner = (key: string) => byKey.has(key) || (onChain.get(key)?.axon ?? null) !== null
  const contenders = neurons.filter((one) => one.hotkey !== validator && isMiner(minerKey(one)))
  const { incentive } = subnetAt(subnet, active)
  const now = rankField(contenders, new Map(scores.map((one) => [minerKey(one), one.score])), incentive)
  const then = rankField(contenders, first, incentive)
  const miners = now.miners.map((miner) => {
    const key = minerKey(miner)
    const own = recent.get(key)
    const neuron = onChain.get(key)
    return {
      ...{ uid: miner.uid, hotkey: miner.hotkey, registeredAt: miner.registeredAt },
      ...{ score: miner.score, rank: miner.rank, share: miner.share },
      moved: first.has(key) ? then.of(miner)!.rank - miner.rank : null,
      incentive: neuron === undefined ? null : neuron.incentive / 65_535,
      hasAxon: (neuron?.axon ?? null) !== null,
      rounds: byKey.get(key)?.rounds ?? 0,
      outcomes: own?.outcomes ?? noOutcomes(),
      latencyMs: median(own?.latencies ?? []),
      flagged: own?.flagged ?? 0,
      trend: trends.get(key) ?? [],
    }
  })
  miners.sort((left, right) => left.rank - right.rank || left.uid - right.uid)
  return { miners, round: folded.at(-1)?.number ?? null, atBlock: metagraph.block }
}

/** Scores after rounds by miner, oldest first, and those after the oldest round. */
async function readTrends({ store }: Reader, [oldest]: readonly RoundRecord[]) {
  const trends = new Map<string, number[]>()
  const first = new Map<string, number>()
  const changes = oldest === undefined ? [] : await store.scoreChanges({ from: oldest.number })
  for (const change of changes) {
    const key = minerKey(change)
    trends.set(key, [...(trends.get(key) ?? []), change.after].slice(-trendRounds))
    if (change.round === oldest?.number) first.set(key, change.after)
  }
  return { trends, first }
}

/** Outcomes of the newest rounds by miner. */
async function readRecent(reader: Reader, rounds: readonly RoundRecord[]) {
  const found = new Map<string, { outcomes: Outcomes; latencies: number[]; flagged: number }>()
  for (const { miners } of await Promise.all(rounds.map((round) => reader.totals(round)))) {
    for (const [key, { outcomes: own, latencyMs, flagged }] of miners) {
      const sum = found.get(key) ?? { outcomes: noOutcomes(), latencies: [], flagged: 0 }
      for (const outcome of Object.keys(own) as (keyof Outcomes)[]) sum.outcomes[outcome] += own[outcome]
      if (latencyMs !== null) sum.latencies.push(latencyMs)
      sum.flagged += flagged
      found.set(key, sum)
    }
  }
  return found
}
