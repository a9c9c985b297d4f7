import type { CommandSpec } from '../program/command-spec.js'

/** `subnet serve` */
export const serve: CommandSpec = {
  name: 'serve',
  summary: 'publish the address of the axon of the hotkey',
  description: 'Signed by the hotkey. Sends nothing if the chain already holds this address.',
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--ip <address>', 'public IPv4 or IPv6 address', 'required'],
    ['--port <number>', 'public port (default: 8091)'],
  ],
  examples: [['serve --netuid 1 -w alice -H miner --ip 203.0.113.5 --port 8091', 'publish the axon']],
  load: () => import('../actions/serve.js'),
}
