import type { CommandSpec } from '../program/command-spec.js'

/** `subnet serve` */
export const serve: CommandSpec = {
  name: 'serve',
  summary: 'publish where the hotkey serves its axon',
  description: 'Signed by the hotkey. Nothing is sent when the chain already says so.',
  options: [
    ['--netuid <number>', 'subnet', 'required'],
    ['--ip <address>', 'public IPv4 or IPv6 address', 'required'],
    ['--port <number>', 'public port (default: 8091)'],
  ],
  examples: [['serve --netuid 1 -w alice -H miner --ip 203.0.113.5 --port 8091', 'publish the axon']],
  load: () => import('../actions/serve.js'),
}
