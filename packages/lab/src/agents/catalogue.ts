import type { MinerAgent } from './agent.js'
import { constant, guesser, lazy, silent } from './lazy.js'

/** The built-in cheats, each as it plays by default. */
export const cheats = (): readonly MinerAgent[] => [lazy(), silent(), constant(), guesser()]
