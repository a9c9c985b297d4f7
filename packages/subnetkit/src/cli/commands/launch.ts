import type { CommandSpec } from '../program/command-spec.js'

/** `subnet launch` */
export const launch: CommandSpec = {
  name: 'launch',
  summary: 'launch a subnet: create it, start it, set its hyperparameters, register, stake, serve',
  description:
    'Needs a wallet with a coldkey and the hotkey of the owner (subnet wallet create). ' +
    'Shows every step with its cost and the total, asks once, and then takes the steps in order. A step that the chain holds ' +
    'already is skipped, so that an interrupted launch continues when it is run again, and nothing is paid twice: what is ' +
    'sent is in the state file first. The exit code is 1 while a step has to wait for a later block.',
  arguments: [
    [
      '[module]',
      'file or package that exports the subnet; its name, hyperparameters and mechanisms are used',
    ],
  ],
  options: [
    ['--export <name>', 'export that is the subnet, where a module has several'],
    ['--netuid <number>', 'continue with this subnet of the coldkey instead of creating one'],
    ['--identity <file>', 'JSON file with description, url, githubRepo and other fields of its identity'],
    [
      '--validator <hotkey>',
      'hotkey to register and to stake on (default: the owner hotkey, uid 0)',
      'repeatable',
    ],
    ['--miner <hotkey[@ip:port]>', 'hotkey to register, and the address to publish for it', 'repeatable'],
    ['--stake <alpha>', 'least stake of each validator (default: none is bought)'],
    [
      '--max-cost <tao>',
      'highest total, with what was paid before (default: the plan, plus 5 % for each step)',
    ],
    ['--accept <rule>', 'lint rule whose errors to accept', 'repeatable'],
    ['--no-start', 'do not start emissions'],
    ['--wait', 'wait for the blocks at which the remaining steps can be taken'],
    ['--state <file>', 'state file (default: in the state folder, by chain and owner hotkey)'],
  ],
  examples: [
    ['launch ./subnet.ts -n test -w owner -H owner --dry-run', 'show the plan and its total; send nothing'],
    [
      'launch ./subnet.ts -n test -w owner -H owner --miner miner-1@203.0.113.5:8091 --stake 100 --max-cost 1200',
      'launch with one miner, for at most 1200 TAO in total',
    ],
    ['launch ./subnet.ts -n local -w dev -H owner --validator val --miner m1 -y', 'try it on a devnet'],
  ],
  load: () => import('../actions/launch/launch.js'),
}
