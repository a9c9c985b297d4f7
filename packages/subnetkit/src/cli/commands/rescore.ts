import type { CommandSpec } from '../program/command-spec.js'
import { directoryOption } from './receipts.js'

/** `subnet rescore` */
export const rescore: CommandSpec = {
  name: 'rescore',
  summary: 'show what the stored receipts of a validator would have earned under another rubric',
  description:
    'Reads the store of the validator that -w, -H and --netuid name, also while it runs, and changes nothing. The module draws the tasks again; the rubric comes from another module, which exports a subnet or the rubric alone. Scores of both are folded from the start over the rounds.',
  arguments: [
    ['[module]', 'file or package that exports the subnet (default: that of the project in this folder)'],
  ],
  options: [
    ['--rubric <module>', 'file or package with the other rubric', 'required'],
    ['--rounds <number>', 'newest rounds (default: 10)'],
    directoryOption,
  ],
  sections: ['subnet', 'database'],
  examples: [
    ['rescore --rubric src/next.ts -w alice -H val', 'the project in this folder, and its next rubric'],
    ['rescore ./subnet.ts --rubric ./next.ts --rounds 50 --directory ./state --json', 'as JSON'],
  ],
  load: () => import('../actions/rescore/rescore.js'),
}
