import { minerKey } from '@subnetkit/core/engine'
import { z } from 'zod'
import { minerName, outcomes } from './fields.js'
import { noOutcomes, type Outcomes, type Reader } from './reader.js'

/** Rounds that are looked through, those whose outcomes are summed, and miners that are listed. */
const [lookedThrough, outcomeRounds, mostMiners] = [30, 5, 50]

const neuronName = z.object(minerName)

/** A miner that has lost its place in the subnet. */
export const formerMiner = z.object({
  ...minerName,
  /** Newest round in which it was asked. */
  lastRound: z.int(),
  /** Its score after that round, and its place among all that were scored in it; null if it had no score. */
  score: z.number().nullable(),
  rank: z.int().nullable(),
  miners: z.int(),
  outcomes,
  /** Miner that has its uid now; null while the uid is free. */
  takenBy: neuronName.nullable(),
  /** The same hotkey, where it has registered again. */
  again: neuronName.nullable(),
  /** Blocks for which a newcomer cannot be replaced. */
  immunityBlocks: z.int(),
})
export type FormerMiner = z.output<typeof formerMiner>

/** Returns the miners of the newest rounds that are not registered any more, the newest first. A hotkey that was swapped is none. */
export async function readFormerMiners(
  reader: Pick<Reader, 'store' | 'totals' | 'metagraph'>,
): Promise<readonly FormerMiner[]> {
  const { store } = reader
  const [rounds, registered, swapped, { neurons, parameters }] = await Promise.all([
    store.rounds(lookedThrough),
    store.neurons(),
    store.formerHotkeys(),
    reader.metagraph(),
  ])
  const folded = rounds.filter(({ state }) => state === 'folded')
  const present = new Set([...registered, ...swapped].map(minerKey))
  const last = new Map<string, { uid: number; hotkey: string; registeredAt: number; lastRound: number }>()
  const seen = new Map<string, Outcomes[]>()
  for (const round of folded) {
    const { miners } = await reader.totals(round)
    for (const [key, { uid, hotkey, registeredAt, outcomes: own }] of miners) {
      if (present.has(key)) continue
      last.set(key, { uid, hotkey, registeredAt, lastRound: round.number })
      seen.set(key, [...(seen.get(key) ?? []), own].slice(-outcomeRounds))
    }
  }
  if (last.size === 0) return []
  const changes = await store.scoreChanges({ from: folded[0]!.number })
  const name = (one: (typeof neurons)[number] | undefined) =>
    one === undefined ? null : { uid: one.uid, hotkey: one.hotkey, registeredAt: one.registeredAt }
  return [...last]
    .map(([key, miner]): FormerMiner => {
      const ofRound = changes.filter(({ round }) => round === miner.lastRound)
      const score = ofRound.find((one) => minerKey(one) === key)?.after ?? null
      return {
        ...{ ...miner, score, miners: ofRound.length, immunityBlocks: parameters.immunityPeriod },
        rank: score === null ? null : 1 + ofRound.filter(({ after }) => after > score).length,
        outcomes: sumOf(seen.get(key) ?? []),
        takenBy: name(neurons.find(({ uid }) => uid === miner.uid)),
        again: name(neurons.find(({ hotkey }) => hotkey === miner.hotkey)),
      }
    })
    .sort((left, right) => right.lastRound - left.lastRound || left.uid - right.uid)
    .slice(0, mostMiners)
}

function sumOf(all: readonly Outcomes[]): Outcomes {
  const sum = noOutcomes()
  for (const one of all)
    for (const outcome of Object.keys(one) as (keyof Outcomes)[]) sum[outcome] += one[outcome]
  return sum
}
