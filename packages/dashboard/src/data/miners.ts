import { subnetAt } from '@subnetkit/core'
import { minerKey } from '@subnetkit/core/engine'
import { explainMiner, rankField, type RoundRecord } from '@subnetkit/core/validator'
import { z } from 'zod'
import { hotkeyInput, mechanismInput, minerName, name, outcomes, sentence } from './fields.js'
import { median, noOutcomes, type Outcomes, type Reader } from './reader.js'
import { read, router } from './trpc.js'

/** Rounds of a trend, and of outcomes. */
const [trendRounds, outcomeRounds] = [30, 5]

const row = z.object({
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

export type MinerRow = z.output<typeof row>

const list = read
  .input(z.object({ mechanism: mechanismInput }).optional())
  .output(z.object({ miners: z.array(row).max(4_096), round: z.int().nullable(), atBlock: z.int() }))
  .query(async ({ ctx, input }) => readMiners(ctx.reader(input?.mechanism)))

async function readMiners(reader: Reader) {
  const { store, subnet, validator } = reader
  const [neurons, scores, rounds, active, metagraph] = await Promise.all([
    store.neurons(),
    store.scores(),
    store.rounds(trendRounds),
    store.activeVersion(),
    reader.metagraph(),
  ])
  const folded = rounds.filter(({ state }) => state === 'folded')
  const changes = folded.length === 0 ? [] : await store.scoreChanges({ from: folded[0]!.number })
  const recent = await readRecent(reader, folded.slice(-outcomeRounds))
  const trends = new Map<string, number[]>()
  const first = new Map<string, number>()
  for (const change of changes) {
    const key = minerKey(change)
    trends.set(key, [...(trends.get(key) ?? []), change.after].slice(-trendRounds))
    if (change.round === folded[0]?.number) first.set(key, change.after)
  }
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

const standing = { rank: z.int(), score: z.number(), share: z.number() }

const one = read
  .input(z.object({ mechanism: mechanismInput, hotkey: hotkeyInput }))
  .output(
    z.object({
      ...minerName,
      ...standing,
      round: z.int(),
      miners: z.int(),
      paid: z.int(),
      medianScore: z.number(),
      above: z.object({ uid: z.int(), ...standing }).nullable(),
      before: z.object({ round: z.int(), ...standing, overtakenBy: z.int(), overtook: z.int() }).nullable(),
      means: z.object({ before: z.number().nullable(), since: z.number().nullable() }),
      asked: z.int(),
      rounds: z.int(),
      tasks: outcomes,
      neverAsked: z.int(),
      failures: z
        .array(
          z.object({
            ...{ outcome: name, code: name, count: z.int(), counts: z.boolean(), example: sentence },
          }),
        )
        .max(100),
      parts: z
        .array(
          z.object({
            family: name,
            kind: z.enum(['score', 'answered', 'gate', 'criterion', 'factor']),
            name,
            own: z.number().nullable(),
            best: z.number().nullable(),
            median: z.number(),
          }),
        )
        .max(500),
      similar: z
        .array(
          z.object({
            ...{ kind: name, miner: name, answers: z.int(), rounds: z.int() },
            after: z.object({ answers: z.int(), medianMs: z.number() }).nullable(),
          }),
        )
        .max(100),
      improvements: z.array(z.object({ change: sentence, ...standing })).max(50),
      together: z.object({ change: sentence, ...standing }).nullable(),
      history: z.array(z.object({ round: z.int(), mean: z.number(), after: z.number() })).max(200),
    }),
  )
  .query(async ({ ctx, input: { mechanism, hotkey } }) => {
    const { store, subnet, validator } = ctx.reader(mechanism)
    const why = await explainMiner({ store, subnet, validator }, hotkey)
    const key = minerKey(why.miner)
    const rounds = await store.rounds(200)
    const changes = rounds.length === 0 ? [] : await store.scoreChanges({ from: rounds[0]!.number })
    const place = ({ rank, score, share }: typeof why.now) => ({ rank, score, share })
    const { uid, registeredAt } = why.miner
    return {
      ...{ uid, hotkey: why.miner.hotkey, registeredAt, ...place(why.now), round: why.round },
      ...{ miners: why.miners, paid: why.paid, medianScore: why.medianScore, means: why.means },
      above: why.above && { uid: why.above.uid, ...place(why.above) },
      before: why.before,
      ...{ asked: why.asked, rounds: why.rounds.length, tasks: why.tasks, neverAsked: why.neverAsked },
      failures: why.failures.slice(0, 100),
      parts: why.parts.slice(0, 500),
      similar: why.similar.slice(0, 100),
      improvements: why.improvements.slice(0, 50),
      together: why.together,
      history: changes
        .filter((change) => minerKey(change) === key)
        .map(({ round, mean, after }) => ({ round, mean, after }))
        .slice(-200),
    }
  })

export const miners = router({ list, one })
