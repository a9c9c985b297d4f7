import type { CommandSpec } from '../program/command-spec.js'

/** `subnet stake` */
export const stake: CommandSpec = {
  name: 'stake',
  summary: 'stake TAO of the coldkey on the hotkey',
  description: 'Buys alpha from the pool of the subnet. The price may move by at most 5 % before inclusion.',
  options: [
    ['--netuid <number>', 'subnet; 0 is root', 'required'],
    ['--amount <tao>', 'TAO to stake, each time it is run'],
    ['--at-least <alpha>', 'buy what is missing to this stake; running it again changes nothing'],
  ],
  examples: [
    ['stake --netuid 1 -w alice -H val --amount 10', 'buy alpha for 10 TAO and stake it'],
    ['stake --netuid 1 -w alice -H val --at-least 1000 -y', 'fill up to 1000 alpha'],
  ],
  load: () => import('../actions/stake.js'),
}
