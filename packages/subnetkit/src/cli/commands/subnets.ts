import type { CommandGroup } from '../program/command-spec.js'

/** `subnet subnets …` */
export const subnets: CommandGroup = {
  name: 'subnets',
  summary: 'list the subnets of the chain, with prices',
  usual: 'list',
  commands: [
    {
      name: 'list',
      summary: 'list all subnets with name, price, pool and owner',
      options: [
        ['--sort <column>', 'netuid, price, tao or emission (default: netuid)'],
        ['--limit <rows>', 'show at most this many rows'],
      ],
      examples: [['subnets list --sort price --limit 20', 'the twenty highest prices']],
      load: () => import('../actions/subnets/list.js'),
    },
    {
      name: 'show',
      summary: 'show one subnet: owner, price, pool, registration and parameters',
      arguments: [['[netuid]', 'subnet, the same as --netuid']],
      options: [['--netuid <number>', 'subnet', 'required']],
      examples: [['subnets show 1', 'everything about subnet 1 but its neurons']],
      load: () => import('../actions/subnets/show.js'),
    },
    {
      name: 'price',
      summary: 'show the price of alpha in TAO, of one subnet or all',
      arguments: [['[netuid]', 'subnet, the same as --netuid']],
      options: [['--netuid <number>', 'subnet (default: all)']],
      examples: [['subnets price 1', 'one price']],
      load: () => import('../actions/subnets/price.js'),
    },
  ],
}
