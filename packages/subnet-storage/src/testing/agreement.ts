import { join } from 'node:path'
import { createStorageSubnet } from '../subnet.js'
import { graded } from './cheats.js'
import { playStorage } from './play.js'
import { playedSettings } from './population.js'

/** How far two validators agree. */
export interface Agreement {
  /** Rank correlation (Spearman) of their scores. */
  readonly ranks: number
  /** Largest difference of a miner's two scores. */
  readonly difference: number
}

const miners = 10

/** Two validators with catalogues of their own, which see other rounds of ten honest miners of different strength. */
export async function playAgreement(folder: string, rounds: number, seed: number): Promise<Agreement> {
  const { quotaBytes, targetBytesPerSecond } = playedSettings
  const scores: number[][] = []
  for (const validator of [1, 2]) {
    const directory = join(folder, `${seed}-${validator}`)
    const subnet = createStorageSubnet({ directory, settings: playedSettings })
    const named = Array.from({ length: miners }, (_, at) => {
      const strength = (at + 3) / (miners + 2)
      const luck = `${seed} ${validator} ${at}`
      return [`miner ${at}`, graded(strength, quotaBytes, targetBytesPerSecond, luck)] as const
    })
    const play = { subnet, miners: Object.fromEntries(named), rounds, seed: `${seed} ${validator}` }
    const { standings } = await playStorage(play)
    scores.push([...standings.values()].map(({ score }) => score))
  }
  const [one = [], other = []] = scores
  const difference = Math.max(...one.map((score, at) => Math.abs(score - (other[at] ?? 0))))
  return { ranks: spearman(one, other), difference }
}

/** Rank correlation of values of which no two are equal. */
function spearman(one: readonly number[], other: readonly number[]): number {
  const ranks = (values: readonly number[]) =>
    values.map((value) => values.filter((more) => more > value).length)
  const [left, right] = [ranks(one), ranks(other)]
  const squares = left.reduce((sum, rank, at) => sum + (rank - (right[at] ?? 0)) ** 2, 0)
  return 1 - (6 * squares) / (one.length * (one.length ** 2 - 1))
}
