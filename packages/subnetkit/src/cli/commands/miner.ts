import type { CommandSpec } from '../program/command-spec.js'

/** `subnet miner` */
export const miner: CommandSpec = {
  name: 'miner',
  summary: 'run a miner of a packaged subnet: serve its synapses and publish the axon',
  description:
    'The module exports the subnet, as defineSubnet makes it, and the handlers: as handlers, in a module of their own (--handlers), or as the entry /miner of its package. Runs until interrupted; logs who asks, answers and refusals.',
  arguments: [['[module]', 'file or package whose default export is the subnet']],
  sections: ['subnet', 'network', 'wallet', 'log', 'miner'],
  endsItself: true,
  examples: [
    [
      'miner ./subnet.ts --netuid 3 -w alice -H miner --host 0.0.0.0 --axon-host 203.0.113.5',
      'serve on all addresses, and publish the public one',
    ],
    ['miner @subnetkit/subnet-text --admit everyone --port 0', 'try it without a chain'],
  ],
  load: () => import('../actions/miner.js'),
}
