import { taskSource } from 'subnetkit'
import { protocol } from '../protocol.js'
import { arithmetic } from './arithmetic.js'
import { capitals } from './capitals.js'
import { nextWords } from './next-words.js'
import { quotation } from './quotation.js'
import { sorting } from './sorting.js'
import { stateTracking } from './state-tracking.js'
import { wordProblem } from './word-problem.js'

/** All task families of this subnet. Add a family here; its weight sets its frequency. */
export const families = [
  arithmetic,
  wordProblem,
  sorting,
  quotation,
  nextWords,
  stateTracking,
  capitals,
] as const

/** Four questions for each miner and round, every parameter from the round's secret and the miner's hotkey. */
export const tasks = taskSource({ protocol, families, perRound: 4 })
