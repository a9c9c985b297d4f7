import { ensemble } from '../../ensemble.js'
import { holtWinters } from '../../holt-winters.js'
import { createMarketFeed } from '../../market.js'
import { seasonalNaive } from '../../seasonal-naive.js'
import { definePrediction } from '../../subnet.js'
import {
  choosy,
  constantly,
  copying,
  herding,
  lastValue,
  lazily,
  minerOf,
  peeking,
  withholding,
} from '../cheats.js'
import { type PlayedMiner, playRounds } from '../play.js'

/** Ways to mine, and how to do so. */
export function ways(): Readonly<Record<string, PlayedMiner>> {
  const { honest, copy } = copying(ensemble)
  const same = herding(holtWinters)
  return {
    'the ensemble: honest': honest,
    'Holt-Winters with a grid: weaker, but honest': minerOf(holtWinters),
    'the same, identical under four hotkeys': minerOf(same),
    'its 2nd hotkey': minerOf(same),
    'its 3rd hotkey': minerOf(same),
    'its 4th hotkey': minerOf(same),
    'Holt-Winters, revealed only where it was good': choosy(holtWinters),
    'the ensemble, one forecast for ten rounds': lazily(ensemble),
    'the last value, as if it were sure': minerOf(lastValue),
    'the value of a season before': minerOf(seasonalNaive),
    'a copy of the honest forecast that was revealed last': copy,
    'reveals what has come true, not what it committed to': peeking(),
    'commits, and never reveals': withholding(holtWinters),
    'samples from 0 to twice the value': minerOf(
      constantly((history, sample) => history.at(-1)! * (1 + (sample - 16) / 16)),
    ),
  }
}

/** Costs and earnings of a way to mine. */
export interface Way {
  readonly name: string
  /** CPU of the miner for a round, in ms. */
  readonly cpuMs: number
  readonly score: number
  readonly share: number
}

/** Plays ten rounds of all ways on one market. */
export async function playWays(seed: string): Promise<readonly Way[]> {
  const rounds = 10
  const cpu = new Map<string, number>()
  const timed = Object.entries(ways()).map(([name, miner]): [string, PlayedMiner] => [
    name,
    async (call) => {
      const before = process.cpuUsage()
      const answer = await miner(call)
      const { user, system } = process.cpuUsage(before)
      cpu.set(name, (cpu.get(name) ?? 0) + (user + system) / 1_000)
      return answer
    },
  ])
  const subnet = definePrediction({ feed: createMarketFeed({ seed }), window: 16 })
  const { scores, shares } = await playRounds({ subnet, rounds, miners: Object.fromEntries(timed) })
  return timed.map(([name]) => ({
    name,
    ...{ cpuMs: cpu.get(name)! / rounds, score: scores[name]!, share: shares[name]! },
  }))
}
