import textSubnet from '@subnetkit/subnet-text'
import { credibility, ema, linear, power, rating, wilson, windowedMean } from 'subnetkit'
import { type Agreement, play, type Setting } from './play.js'
import { textExam } from './text-exam.js'

/** Sixteen miners, from one that solves a fifth of the medium tasks to one that solves nearly all. */
const miners = Array.from({ length: 16 }, (_, at) => 0.2 + (0.75 * at) / 15)

/** The settings of the demo, with graded miners: few tasks, drawn at random, and a steep exponent. */
export const hasty: Omit<Setting, 'seed'> = {
  ...{
    miners,
    stakes: [51, 49],
    rounds: 10,
    tasksPerMiner: 4,
    balanced: false,
    shared: false,
    partial: false,
  },
  ...{ scoreboard: ema({ alpha: 0.1 }), weights: power({ exponent: 3 }), lag: 0 },
}

/** Remedy of an owner: six times the tasks, as many of each difficulty, and a milder exponent. */
export const patient: typeof hasty = {
  ...hasty,
  ...{ tasksPerMiner: 24, balanced: true, weights: power({ exponent: 2 }) },
}

/** The text subnet as it is, with the same miners. */
export const text: typeof hasty = {
  ...hasty,
  ...{ exam: textExam(), tasksPerMiner: 32, scoreboard: textSubnet.incentive.scoreboard },
  weights: textSubnet.incentive.weights,
}

type Row = readonly [name: string, setting: typeof hasty]

/** Rows of the table in docs/scoring.md. */
export const rows: readonly Row[] = [
  ['4 tasks at random, `power(3)`, after 3 rounds: as the demo', { ...hasty, rounds: 3 }],
  ['the same after 10 rounds', hasty],
  ['`power(2)`', { ...hasty, weights: power({ exponent: 2 }) }],
  ['`power(2)`, after 30 rounds', { ...hasty, rounds: 30, weights: power({ exponent: 2 }) }],
  ['12 tasks, `power(2)`', { ...hasty, tasksPerMiner: 12, weights: power({ exponent: 2 }) }],
  ['24 tasks, `power(2)`', { ...hasty, tasksPerMiner: 24, weights: power({ exponent: 2 }) }],
  ['24 tasks, as many of each family, `power(2)`: **the base of all below**', patient],
  ['48 tasks', { ...patient, tasksPerMiner: 48 }],
  ['partial scores for the steps of a task', { ...patient, partial: true }],
  ['the same with 4 tasks at random', { ...patient, partial: true, tasksPerMiner: 4, balanced: false }],
  ['`linear()`', { ...patient, weights: linear() }],
  ['`power(4)`', { ...patient, weights: power({ exponent: 4 }) }],
  ['`ema(0.3)`', { ...patient, scoreboard: ema({ alpha: 0.3 }) }],
  ['`ema(0.1)` with `debias`', { ...patient, scoreboard: ema({ alpha: 0.1, debias: true }) }],
  ['`windowedMean(10)`', { ...patient, scoreboard: windowedMean({ rounds: 10 }) }],
  ['`credibility({ halfTrust: 24 })`', { ...patient, scoreboard: credibility({ halfTrust: 24 }) }],
  ['`wilson()`', { ...patient, scoreboard: wilson() }],
  ['`rating()`', { ...patient, scoreboard: rating() }],
  ['one validator sets its weights 3 rounds earlier', { ...patient, lag: 3 }],
  ['4 validators of about the same stake', { ...patient, stakes: [26, 25, 25, 24] }],
  [
    'the text subnet as it is: 32 tasks of 8 families, as many of each in every round, partial scores for instructions, `power(3)`',
    text,
  ],
]

export const seeds: readonly number[] = [1, 2, 3, 4, 5]

/** Plays a setting once with each seed. */
export const playAll = (setting: typeof hasty): Promise<Agreement[]> =>
  Promise.all(seeds.map((seed) => play({ ...setting, seed })))
