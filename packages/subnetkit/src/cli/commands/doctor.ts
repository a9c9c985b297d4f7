import type { CommandSpec } from '../program/command-spec.js'

/** `subnet doctor` */
export const doctor: CommandSpec = {
  name: 'doctor',
  summary: 'check chain, clock, keys, axon, weights and earnings; each failure comes with its fix',
  description: 'Changes nothing and asks for no password. The exit code is 1 if any check fails.',
  options: [
    ['--netuid <number>', 'also check the hotkey on this subnet', 'configured'],
    ['--mechanism <number>', 'mechanism that the validator sets weights for (default: 0)'],
    ['--role <role>', 'validator (sets weights) or miner (serves an axon) (default: validator)'],
    ['--version-key <number>', 'version key that the validator uses (default: 0)'],
    ['--axon <host:port>', 'expected address of the axon, compared with the chain'],
    ['--health-url <url>', 'health of the validator (default: found by itself on this machine)'],
    ['--wait <seconds>', 'longest wait for the next block (default: 30)'],
  ],
  examples: [
    ['doctor', 'check the chain, the clock and the keys'],
    ['doctor --netuid 1 -w alice -H val --version-key 3', 'check that this validator sets weights and earns'],
    [
      'doctor --netuid 1 -H miner --role miner --axon 203.0.113.5:8091',
      'check that this miner can be reached and earns',
    ],
  ],
  load: () => import('../actions/doctor/doctor.js'),
}
