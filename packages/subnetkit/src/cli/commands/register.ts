import type { CommandSpec } from '../program/command-spec.js'

/** `subnet register` */
export const register: CommandSpec = {
  name: 'register',
  summary: 'register the hotkey on a subnet; the coldkey pays the burn',
  description: 'Prints the uid. Running it again changes nothing.',
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--max-burn <tao>', 'highest price (default: what it costs when planned, plus 5 %)'],
  ],
  examples: [
    ['register --netuid 1 -w alice -H miner --dry-run', 'what it would cost'],
    ['register --netuid 1 -w alice -H miner --max-burn 0.5 -y', 'register, for half a TAO at most'],
  ],
  load: () => import('../actions/register.js'),
}
