import type { CommandSpec } from '../program/command-spec.js'
import { directoryOption } from './receipts.js'

/** `subnet replay` */
export const replay: CommandSpec = {
  name: 'replay',
  summary: 'compute a round of a validator again from its secret and the answers that are kept',
  description:
    'Draws the tasks again, runs schemas and rubric, folds, and compares every bit with the store, also while the validator runs. The exit code is 1 if anything differs, and each difference is named. Answers that are too large to be kept are counted.',
  arguments: [
    ['<round>', 'number of the round: its first block'],
    ['[module]', 'file or package whose default export is the subnet, in the version that scored the round'],
  ],
  options: [directoryOption],
  sections: ['subnet', 'database'],
  examples: [['replay 6000120 ./subnet.ts --netuid 3 -w alice -H val', 'compute one round again']],
  load: () => import('../actions/replay.js'),
}
