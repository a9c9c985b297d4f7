import { appendFileSync } from 'node:fs'
import { renderTable } from '../table.js'
import { spearman, vectorOf, vtrustOf } from './play.js'
import { playRealRounds, scoresAfter } from './real-rounds.js'
import { realSubnets } from './real-subnets.js'

/** Stake of the two validators, in TAO. */
const stakes = [51, 49] as const

/** Plays to print. */
export interface Plays {
  readonly seeds: readonly number[]
  /** File that gets a line of JSON for each score of an answer. */
  readonly save?: string | undefined
}

/** Two scores of each miner in a play, one by each validator. */
interface Played {
  readonly names: readonly string[]
  readonly boards: readonly [readonly number[], readonly number[]]
  readonly vtrust: number
}

/** Plays a reference subnet with two validators once for each seed, and prints the scores of its miners and how far they agree. */
export async function printSubnet(name: keyof typeof realSubnets, { seeds, save }: Plays): Promise<void> {
  const plays: Played[] = []
  for (const seed of seeds) {
    await using real = await realSubnets[name](seed)
    const played = await playSeed(real, name, seed, save)
    plays.push(played)
    const [one, other] = played.boards
    if (plays.length === 1) process.stdout.write(`\n${name}: ${real.what}\n`)
    process.stdout.write(
      renderTable<number>(
        [
          { heading: `miner, play ${seed}`, cell: (at) => played.names[at]! },
          { heading: 'validator 1', align: 'right', cell: (at) => one[at]!.toFixed(3) },
          { heading: 'validator 2', align: 'right', cell: (at) => other[at]!.toFixed(3) },
        ],
        played.names.map((_, at) => at),
      ),
    )
    process.stdout.write(`rank correlation ${spearman(one, other).toFixed(3)}; ${worstPair(played)}\n`)
  }
  const of = (values: readonly number[], worst: (...values: number[]) => number) =>
    `${mean(values).toFixed(3)} (${worst(...values).toFixed(3)})`
  const ranks = plays.map(({ boards: [one, other] }) => spearman(one, other))
  const apart = plays.map(({ boards: [one, other] }) =>
    Math.max(...one.map((score, at) => Math.abs(score - other[at]!))),
  )
  process.stdout.write(
    `${name}: rank correlation ${of(ranks, Math.min)}, vtrust ${of(
      plays.map(({ vtrust }) => vtrust),
      Math.min,
    )}, scores apart by at most ${of(apart, Math.max)}; mean of ${seeds.length} plays, in brackets the worst. ` +
      `Luck moves a score by ${luckOf(plays).toFixed(3)} (standard deviation): both validators have two miners in their true order ` +
      `19 times in 20 if these are ${(surelyApart * luckOf(plays)).toFixed(3)} apart\n`,
  )
}

async function playSeed(
  real: Awaited<ReturnType<(typeof realSubnets)[keyof typeof realSubnets]>>,
  subnetName: string,
  seed: number,
  save: string | undefined,
): Promise<Played> {
  const names = real.miners.map((miner) => miner.name)
  const boards: (readonly number[])[] = []
  for (const validator of ['validator-1', 'validator-2']) {
    const subnet = real.subnetOf(validator)
    const played = await playRealRounds({ ...real, subnet, validator, seed })
    boards.push(scoresAfter(subnet, played, names).at(-1)!)
    const lines = played.flatMap(({ round, scored }) =>
      scored.answers.map(({ hotkey, family, score }) => ({ round: round.number, hotkey, family, score })),
    )
    for (const line of save === undefined ? [] : lines) {
      appendFileSync(save!, `${JSON.stringify({ subnet: subnetName, seed, validator, ...line })}\n`)
    }
  }
  const { weights } = real.subnetOf('validator-1').incentive
  const vectors = boards.map((scores) => vectorOf({ weights, stakes }, scores))
  return {
    names,
    boards: boards as unknown as Played['boards'],
    vtrust: Math.min(...vtrustOf({ stakes, miners: names }, vectors)),
  }
}

/** The two miners whose order the validators see differently, and whose scores are farthest apart. */
function worstPair({ names, boards: [one, other] }: Played): string {
  const pairs = names.flatMap((_, at) =>
    names.slice(at + 1).map((_, next) => {
      const rival = at + 1 + next
      const gaps = [one[at]! - one[rival]!, other[at]! - other[rival]!] as const
      return { at, rival, apart: gaps[0] * gaps[1] < 0 ? Math.max(...gaps.map(Math.abs)) : 0 }
    }),
  )
  const swapped = pairs.filter(({ apart }) => apart > 0).sort((a, b) => b.apart - a.apart)
  const [worst] = swapped
  if (worst === undefined) return `no pair of ${pairs.length} in another order`
  return (
    `${swapped.length} of ${pairs.length} pairs in another order, the worst by ${worst.apart.toFixed(3)}: ` +
    `"${names[worst.at]}" and "${names[worst.rival]}"`
  )
}

/** Standard deviation of a validator's score of a miner, from the differences of two. */
const luckOf = (plays: readonly Played[]): number =>
  Math.sqrt(
    mean(plays.flatMap(({ boards: [one, other] }) => one.map((score, at) => (score - other[at]!) ** 2 / 2))),
  )

/** Standard deviations of a score by which two miners are apart whom both of two validators have in order 19 times in 20. */
const surelyApart = 2.76

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
