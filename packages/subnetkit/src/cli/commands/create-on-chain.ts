import type { CommandSpec } from '../program/command-spec.js'

/** `subnet create-on-chain` */
export const createOnChain: CommandSpec = {
  name: 'create-on-chain',
  summary: 'create a subnet, start its emissions and set its hyperparameters, from one file',
  description:
    'The hotkey becomes uid 0 and names the subnet: running it again with the same hotkey goes on with the same subnet,\n' +
    'and never pays for a second one. Exit code 1 while a part has to wait; its block is told.',
  arguments: [['<file>', 'JSON file: { "identity": {…}, "hyperparameters": {…} }, both optional']],
  options: [
    ['--max-lock <tao>', 'highest price (default: what it costs when planned, plus 5 %)'],
    ['--no-start', 'leave emissions off'],
    ['--accept <rule>', 'a rule of the lint whose errors are taken knowingly', 'repeatable'],
  ],
  examples: [
    ['create-on-chain subnet.json -w owner -H owner --dry-run', 'what it would cost'],
    ['create-on-chain subnet.json -w owner -H owner --max-lock 1200 -y', 'create, start, set'],
  ],
  load: () => import('../actions/create-on-chain/create-on-chain.js'),
}
