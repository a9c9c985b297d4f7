import { ensemble } from '../../ensemble.js'
import { holtWinters } from '../../holt-winters.js'
import { createMarketFeed } from '../../market.js'
import { definePrediction } from '../../subnet.js'
import { minerOf } from '../cheats.js'
import { type PlayedMiner, playRounds } from '../play.js'
import { following, gridded, nearOnly, walk, widened } from '../shortcuts.js'

interface Pair {
  readonly honest: PlayedMiner
  readonly own: PlayedMiner
}

const beside = (own: PlayedMiner): Pair => ({ honest: minerOf(holtWinters), own })

/** Ways to save work or risk, each beside an honest miner. */
const ways: Readonly<Record<string, () => Pair>> = {
  'the ensemble, as the other one': () => beside(minerOf(ensemble)),
  'the baseline itself': () => beside(minerOf(walk)),
  'the ensemble, twice as wide': () => beside(minerOf(widened(ensemble, 2))),
  'the ensemble, half as wide': () => beside(minerOf(widened(ensemble, 0.5))),
  'the ensemble for the nearest horizon, the baseline for the rest': () =>
    beside(minerOf(nearOnly(ensemble))),
  'evenly spaced quantiles of the ensemble, no samples': () => beside(minerOf(gridded(ensemble))),
  'the forecast revealed last, moved to the value of today': () => {
    const { honest, copy } = following(ensemble)
    return { honest, own: copy }
  },
}

/** Earnings of a short cut. */
export interface Shortcut {
  readonly name: string
  /** CPU of the miner for a round, in ms. */
  readonly cpuMs: number
  readonly score: number
  /** Weight, in that of the ensemble in its place. */
  readonly pay: number
}

const rounds = 24

/** Plays each short cut beside an honest miner with a model of its own. */
export async function playShortcuts(seed: string): Promise<readonly Shortcut[]> {
  const found: Omit<Shortcut, 'pay'>[] = []
  for (const [name, make] of Object.entries(ways)) {
    const { honest, own } = make()
    let cpuMs = 0
    const timed: PlayedMiner = async (call) => {
      const before = process.cpuUsage()
      const answer = await own(call)
      const { user, system } = process.cpuUsage(before)
      cpuMs += (user + system) / 1_000 / rounds
      return answer
    }
    const subnet = definePrediction({ feed: createMarketFeed({ seed }), window: 16 })
    const { scores } = await playRounds({ subnet, rounds, miners: { honest, own: timed } })
    found.push({ name, cpuMs, score: scores.own! })
  }
  const weight = (score: number) => Math.max(0, score - 0.5) ** 3
  return found.map((one) => ({ ...one, pay: weight(one.score) / weight(found[0]!.score) }))
}
