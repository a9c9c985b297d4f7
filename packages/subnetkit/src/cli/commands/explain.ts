import type { CommandSpec } from '../program/command-spec.js'
import { proposalsOption } from './hyperparams.js'
import { directoryOption } from './receipts.js'

/** `subnet explain` */
export const explain: CommandSpec = {
  name: 'explain',
  summary: 'say why a miner ranks where it does, what changed, and what would move it up',
  description:
    'Reads the store of a validator, also while it runs, and sends nothing. What would move a miner up is computed: its rounds are scored again with one part changed.',
  arguments: [
    ['<miner>', 'hotkey or uid of the miner'],
    ['[module]', 'file or package whose default export is the subnet'],
  ],
  options: [
    ['--rounds <number>', 'newest rounds whose tasks are looked at (default: 20)'],
    ['--round <number>', 'show the tasks of the miner in one round, one by one'],
    directoryOption,
    proposalsOption,
  ],
  sections: ['subnet', 'database'],
  examples: [
    ['explain 7 ./subnet.ts --netuid 3 -w alice -H val', 'why uid 7 has the score that it has'],
    ['explain 7 ./subnet.ts --netuid 3 -w alice -H val --round 6000120', 'its tasks in one round'],
  ],
  load: () => import('../actions/explain/explain.js'),
}
