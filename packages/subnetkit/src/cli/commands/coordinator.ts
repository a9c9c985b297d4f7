import type { CommandSpec } from '../program/command-spec.js'

/** `subnet coordinator` */
export const coordinator: CommandSpec = {
  name: 'coordinator',
  summary: 'run a validator whose work is on other machines: plan rounds, fold scores, set weights',
  description:
    'Needs a Redis and a PostgreSQL server, which its workers (subnet worker) share. A second one with the same hotkey may stand by.',
  arguments: [['[module]', 'file or package whose default export is the subnet']],
  options: [
    [
      '--dashboard [address]',
      'serve the pages that show this process to a browser, at coordinator.dashboard or at this address',
    ],
  ],
  sections: ['subnet', 'network', 'wallet', 'log', 'database', 'redis', 'coordinator'],
  endsItself: true,
  examples: [
    [
      'coordinator ./subnet.ts --netuid 3 -w alice -H val --redis-url redis://10.0.0.5 --database-url postgres://validator@10.0.0.5/validator',
      'plan and fold; any number of workers ask and score',
    ],
    [
      'coordinator ./subnet.ts --config fleet.json --score-label gpu',
      'leave scoring to the workers that have this label',
    ],
  ],
  load: () => import('../actions/coordinator.js'),
}
