import { dividendsPerStake, rulesOf } from './bonds.js'
import { drifting, type Field, playCopying, switching } from './copying.js'
import { kindsTried, playDishonest, sharesTried } from './dishonest.js'

/** A table of known results, with the sentence above it. */
export interface KnownTable {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const epochsShown = [1, 2, 3, 4, 6, 16, 39]
const periods = [1, 2, 3, 4]

/** Known results of consensus as the lab's chain plays them. */
export const knownTables = async (): Promise<readonly KnownTable[]> => [
  bonds('yuma3-kappa-moves-first', 'the majority moves to the better miner first'),
  bonds('yuma3-kappa-moves-last', 'the majority moves to the better miner last'),
  copying(switching),
  copying(drifting(1)),
  await dishonest(),
]

/** Lines of a table in Markdown. */
export const linesOf = ({ head, rows }: KnownTable): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)

function bonds(id: string, about: string): KnownTable {
  return {
    title: `Dividends for stake, ${about} (${id})`,
    head: ['rules', ...epochsShown.map((epoch) => `epoch ${epoch}`)],
    rows: Object.entries(rulesOf).map(([name, rules]) => {
      const epochs = dividendsPerStake(id, rules, 40)
      return [name, ...epochsShown.map((at) => epochs[at]!.map((one) => one.toFixed(2)).join(' / '))]
    }),
  }
}

function copying(field: Field): KnownTable {
  const rules = [{ commitReveal: false }, ...periods.map((revealPeriod) => ({ revealPeriod }))]
  return {
    title: `Dividends of a copier for its stake, where honest validators have 1 (its vtrust): ${field.about}`,
    head: ['copier', 'open weights', ...periods.map((period) => `reveal period ${period}`)],
    rows: [0, 1, 2, 3].map((lag) => [
      `lag ${lag}`,
      ...rules.map((changes) => {
        const { ratio, trust } = playCopying(field, lag, changes)
        return `${ratio.toFixed(3)} (${trust.toFixed(2)})`
      }),
    ]),
  }
}

async function dishonest(): Promise<KnownTable> {
  const rows: string[][] = []
  for (const kind of kindsTried) {
    const row = [kind]
    for (const share of sharesTried) {
      const pay = await playDishonest(kind, share)
      row.push(`${pay.dishonest.toFixed(2)} / ${pay.honest.toFixed(2)}`)
    }
    rows.push(row)
  }
  return {
    title:
      'Dividends for stake of dishonest / honest validators, where all together have 1, by the stake of the dishonest ones',
    head: ['kind', ...sharesTried.map((share) => `${share * 100} % of the stake`)],
    rows,
  }
}
