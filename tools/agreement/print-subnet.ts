import { renderTable } from '../table.js'
import { spearman, vectorOf, vtrustOf } from './play.js'
import { playRealRounds, scoresAfter } from './real-rounds.js'
import { realSubnets } from './real-subnets.js'

/** Stake of the two validators, in TAO. */
const stakes = [51, 49] as const

/** Plays a reference subnet with two validators once for each seed, and prints the scores of its miners and how far they agree. */
export async function printSubnet(name: keyof typeof realSubnets, seeds: number): Promise<void> {
  const agreed: { readonly ranks: number; readonly vtrust: number; readonly apart: number }[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    await using real = await realSubnets[name](seed)
    const names = real.miners.map((miner) => miner.name)
    const subnets = ['validator-1', 'validator-2'].map((validator) => ({
      validator,
      subnet: real.subnetOf(validator),
    }))
    const boards: (readonly number[])[] = []
    for (const one of subnets) {
      const played = await playRealRounds({ ...real, ...one, seed })
      boards.push(scoresAfter(one.subnet, played, names).at(-1)!)
    }
    const [one, other] = boards as [readonly number[], readonly number[]]
    const { weights } = subnets[0]!.subnet.incentive
    const vectors = boards.map((scores) => vectorOf({ weights, stakes }, scores))
    agreed.push({
      ranks: spearman(one, other),
      vtrust: Math.min(...vtrustOf({ stakes, miners: names }, vectors)),
      apart: Math.max(...one.map((score, at) => Math.abs(score - other[at]!))),
    })
    if (seed > 1) continue
    process.stdout.write(`\n${name}: ${real.what}\n`)
    process.stdout.write(
      renderTable<number>(
        [
          { heading: 'miner', cell: (at) => names[at]! },
          { heading: 'validator 1', align: 'right', cell: (at) => one[at]!.toFixed(3) },
          { heading: 'validator 2', align: 'right', cell: (at) => other[at]!.toFixed(3) },
        ],
        names.map((_, at) => at),
      ),
    )
  }
  const of = (values: readonly number[], worst: (...values: number[]) => number) =>
    `${(values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3)} (${worst(...values).toFixed(3)})`
  process.stdout.write(
    `${name}: rank correlation ${of(
      agreed.map(({ ranks }) => ranks),
      Math.min,
    )}, vtrust ${of(
      agreed.map(({ vtrust }) => vtrust),
      Math.min,
    )}, scores apart by at most ${of(
      agreed.map(({ apart }) => apart),
      Math.max,
    )}; mean of ${seeds} plays, in brackets the worst\n`,
  )
}
