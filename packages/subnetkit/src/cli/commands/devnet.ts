import type { CommandSpec } from '../program/command-spec.js'

/** `subnet devnet` */
export const devnet: CommandSpec = {
  name: 'devnet',
  summary: 'run a chain on this machine with a packaged subnet on it, for development',
  description:
    'Registers and starts the subnet, with miners and with validators that have stake and permits; the other commands reach it as -n local. Runs until interrupted, and keeps nothing. The keys of its neurons are public.',
  arguments: [['[module]', 'file or package whose default export is the subnet; none for a bare chain']],
  options: [
    ['--export <name>', 'export that is the subnet, where a module has several'],
    ['--port <number>', 'port on 127.0.0.1; 0 picks a free one (default: 9944)'],
    ['--miners <number>', 'miners to register, with the hotkeys miner-1, miner-2, … (default: 1)'],
    ['--validators <number>', 'validators to register, with the hotkeys validator-1, … (default: 1)'],
    ['--tempo <blocks>', 'blocks from one epoch of the subnet to the next (default: 40)'],
    ['--block-time <ms>', 'time from block to block, in ms (default: 250)'],
    [
      '--spec <version>',
      'spec version of the runtime, such as 381 or 473 (default: that of the fork, or 425)',
    ],
    ['--fork <endpoint>', 'go on from a subnet of another chain, read from this node (ws:// or wss://)'],
    ['--netuid <number>', 'subnet to fork'],
    [
      '--fork-block <block>',
      'final block to fork at: number, hash or latest (default: the newest in the cache, or latest)',
    ],
    ['--fork-cache <folder>', "folder that keeps forks (default: the user's folder for caches)"],
    ['--no-cache', 'neither read nor keep a fork in the cache'],
    ['--save-hotkeys', 'save the hotkeys of the neurons and of the owner in the wallet that -w names'],
  ],
  endsItself: true,
  examples: [
    ['devnet ./subnet.ts -w dev --save-hotkeys', 'a chain for a miner and a validator of wallet dev'],
    [
      'devnet --fork wss://entrypoint-finney.opentensor.ai:443 --netuid 1',
      'subnet 1 of mainnet as it is now; dev_impersonate signs as any of its hotkeys',
    ],
    ['devnet @subnetkit/subnet-text --miners 3 --port 0 --json', 'three miners, on a free port'],
  ],
  load: () => import('../actions/devnet.js'),
}
