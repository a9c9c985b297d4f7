import type { CommandSpec } from '../program/command-spec.js'

/** `subnet worker` */
export const worker: CommandSpec = {
  name: 'worker',
  summary: 'ask miners and score answers for a coordinator, on this machine',
  description:
    'Needs the two servers of the coordinator, the subnet, and the hotkey or a signer that has it; no chain. One that only scores needs the address of the hotkey (-H). Workers join and leave at any time.',
  arguments: [['[module]', 'file or package whose default export is the subnet']],
  sections: ['subnet', 'wallet', 'log', 'database', 'redis', 'worker'],
  endsItself: true,
  examples: [
    [
      'worker ./subnet.ts -w alice -H val --redis-url redis://10.0.0.5 --database-url postgres://validator@10.0.0.5/validator',
      'ask and score',
    ],
    [
      'worker ./subnet.ts --config fleet.json --queues score --label gpu -H 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty',
      'only score, without a key on this machine',
    ],
  ],
  load: () => import('../actions/worker.js'),
}
