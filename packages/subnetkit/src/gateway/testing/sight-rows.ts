import { crossValidatedAuc, logisticWeights } from './logistic.js'
import type { Sight } from './traffic-seen.js'

const each = 400

/** Everything that a miner sees of a request but its text, by name. */
const featuresOf = (
  { seen, input, inRound }: Sight,
  before: Sight | undefined,
  after: Sight | undefined,
) => ({
  size: Math.log(seen.bytes),
  headers: seen.order,
  'bytes of headers': seen.headBytes,
  'parts of body': seen.parts,
  'time of body': Math.log1p(seen.bodyMs),
  'requests beside': seen.beside,
  'new connection': seen.used === 0 ? 1 : 0,
  'use of connection': Math.log1p(seen.used),
  'pause before': Math.log1p(seen.at - (before?.seen.at ?? seen.at)),
  'pause after': Math.log1p((after?.seen.at ?? seen.at) - seen.at),
  'time in round': inRound,
  'middle of round': Math.abs(inRound - 0.5),
  maxTokens: Math.log(input.maxTokens),
  temperature: input.temperature,
  seed: input.seed === undefined ? 0 : 1,
  stop: input.stop === undefined ? 0 : 1,
})

/** Area under the curve of a classifier that separates users' requests from tasks, by all features and by each alone, and the weights that it gives them. */
export interface Told {
  readonly all: number
  readonly alone: Readonly<Record<string, number>>
  readonly weights: Readonly<Record<string, number>>
}

/** Finds by how much a classifier distinguishes users' requests from tasks: 400 of each, from all of the time. */
export function toldApart(sights: readonly Sight[]): Told {
  const counts = { users: 0, tasks: 0 }
  const all = { users: sights.filter(({ isOrganic }) => isOrganic).length, tasks: 0 }
  all.tasks = sights.length - all.users
  if (Math.min(all.users, all.tasks) < each) throw new Error(`too few: ${JSON.stringify(all)}`)
  const rows = sights.flatMap((sight, at) => {
    const kind = sight.isOrganic ? 'users' : 'tasks'
    const number = counts[kind]++
    const isTaken = Math.floor((number * each) / all[kind]) < Math.floor(((number + 1) * each) / all[kind])
    return isTaken ? [{ ...sight, features: featuresOf(sight, sights[at - 1], sights[at + 1]) }] : []
  })
  const labels = rows.map(({ isOrganic }) => isOrganic)
  const aucOf = (names: readonly (keyof ReturnType<typeof featuresOf>)[]) =>
    crossValidatedAuc(
      rows.map(({ features }) => names.map((name) => features[name])),
      labels,
    )
  const names = Object.keys(rows[0]!.features) as (keyof ReturnType<typeof featuresOf>)[]
  const weights = logisticWeights(
    rows.map(({ features }) => names.map((name) => features[name])),
    labels,
  )
  return {
    all: aucOf(names),
    alone: Object.fromEntries(names.map((name) => [name, aucOf([name])])),
    weights: Object.fromEntries(names.map((name, at) => [name, weights[at]!])),
  }
}

/** The same in one line: of each feature its area alone and its weight. */
export const showTold = ({ all, alone, weights }: Told): string =>
  [
    `all ${all.toFixed(3)}`,
    ...Object.entries(alone).map(([name, auc]) => `${name} ${auc.toFixed(3)} (${weights[name]!.toFixed(2)})`),
  ].join(', ')
