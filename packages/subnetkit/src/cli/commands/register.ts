import type { CommandSpec } from '../program/command-spec.js'

/** `subnet register` */
export const register: CommandSpec = {
  name: 'register',
  summary: 'register the hotkey on a subnet; the coldkey pays the burn',
  description: 'Prints the uid. Running it again changes nothing.',
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--max-burn <tao>', 'highest price (default: the price when planned, plus 5 %)'],
  ],
  examples: [
    ['register --netuid 1 -w alice -H miner --dry-run', 'show what it would cost'],
    ['register --netuid 1 -w alice -H miner --max-burn 0.5 -y', 'register for at most half a TAO'],
  ],
  load: () => import('../actions/register.js'),
}
