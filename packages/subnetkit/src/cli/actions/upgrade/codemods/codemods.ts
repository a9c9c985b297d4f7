import type { Codemod } from '../edit/codemod.js'
import { tasksPerMiner } from './tasks-per-miner.js'

/** Every breaking change that sources of projects follow, oldest first. */
export const codemods: readonly Codemod[] = [tasksPerMiner]
