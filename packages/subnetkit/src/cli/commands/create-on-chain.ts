import type { CommandSpec } from '../program/command-spec.js'

/** `subnet create-on-chain` */
export const createOnChain: CommandSpec = {
  name: 'create-on-chain',
  summary: 'create a subnet, start its emissions and set its hyperparameters from one file',
  description:
    'The hotkey becomes uid 0 and identifies the subnet: running it again with the same hotkey continues with the same ' +
    'subnet and never pays for a second one. The exit code is 1 while a part has to wait for a later block.',
  arguments: [['<file>', 'JSON file: { "identity": {…}, "hyperparameters": {…} }, both optional']],
  options: [
    ['--max-lock <tao>', 'highest price (default: the price when planned, plus 5 %)'],
    ['--no-start', 'do not start emissions'],
    ['--accept <rule>', 'lint rule whose errors to accept', 'repeatable'],
  ],
  examples: [
    ['create-on-chain subnet.json -w owner -H owner --dry-run', 'show the whole plan with its cost'],
    ['create-on-chain subnet.json -w owner -H owner --max-lock 1200 -y', 'create, start, set'],
  ],
  load: () => import('../actions/create-on-chain/create-on-chain.js'),
}
