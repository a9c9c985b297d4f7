import type { CommandGroup } from '../program/command-spec.js'

/** `subnet stake …` */
export const stake: CommandGroup = {
  name: 'stake',
  summary: 'add, remove, move and list stake',
  commands: [
    {
      name: 'add',
      summary: 'stake TAO of the coldkey on the hotkey',
      description:
        'Buys alpha from the pool of the subnet. The price may move by at most 5 % before inclusion.',
      options: [
        ['--netuid <number>', 'subnet; 0 is root', 'required'],
        ['--amount <tao>', 'TAO to stake, each time it is run'],
        ['--at-least <alpha>', 'buy what is missing to this stake; running it again changes nothing'],
      ],
      examples: [
        ['stake add --netuid 1 -w alice -H val --amount 10', 'buy alpha for 10 TAO and stake it'],
        ['stake add --netuid 1 -w alice -H val --at-least 1000 -y', 'fill up to 1000 alpha'],
      ],
      load: () => import('../actions/stake/add.js'),
    },
    {
      name: 'remove',
      summary: 'sell stake of the coldkey on the hotkey for TAO',
      description: 'The price may fall by at most 5 % before inclusion.',
      options: [
        ['--netuid <number>', 'subnet; 0 is root', 'required'],
        ['--amount <alpha>', 'alpha to sell, each time it is run'],
        ['--all', 'sell the whole stake'],
      ],
      examples: [
        ['stake remove --netuid 1 -w alice -H val --amount 10', 'sell 10 alpha'],
        ['stake remove --netuid 1 -w alice -H val --all --dry-run', 'show what everything would give'],
      ],
      load: () => import('../actions/stake/remove.js'),
    },
    {
      name: 'move',
      summary: 'move stake of the coldkey to another hotkey, another subnet or both',
      description: 'Between subnets it is sold and bought again, without a limit of the price.',
      options: [
        ['--netuid <number>', 'subnet of origin', 'required'],
        ['--to-netuid <number>', 'subnet of destination (default: the same)'],
        ['--to-hotkey <address>', 'hotkey of destination (default: the same)'],
        ['--amount <alpha>', 'alpha of the origin to move, each time it is run'],
        ['--all', 'move the whole stake'],
      ],
      examples: [
        ['stake move --netuid 1 --to-netuid 3 -w alice -H val --amount 10', 'to another subnet'],
        [
          'stake move --netuid 1 -w alice -H val --all --to-hotkey 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty',
          'to another hotkey',
        ],
      ],
      load: () => import('../actions/stake/move.js'),
    },
    {
      name: 'list',
      summary: 'list the stakes of the coldkey on all subnets',
      options: [['--address <address>', 'another coldkey than that of the wallet']],
      examples: [['stake list -w alice', 'hotkey, subnet, alpha and its worth in TAO']],
      load: () => import('../actions/stake/list.js'),
    },
  ],
}
