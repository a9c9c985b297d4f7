import type { CommandSpec } from '../program/command-spec.js'

/** `subnet doctor` */
export const doctor: CommandSpec = {
  name: 'doctor',
  summary:
    'check chain, clock, keys, ports and permission to set weights; each line passes or says how to mend it',
  description: 'Nothing is changed and no password is asked for. Exit code 1 when any line fails.',
  options: [
    ['--netuid <number>', 'also check the hotkey on this subnet'],
    ['--mechanism <number>', 'mechanism that weights are set for (default: 0)'],
    ['--role <role>', 'validator (sets weights) or miner (serves an axon) (default: validator)'],
    ['--version-key <number>', 'version key that the validator sends (default: 0)'],
    ['--axon <host:port>', 'where the neuron should be published; compared with the chain'],
    ['--wait <seconds>', 'longest wait for the next block (default: 30)'],
  ],
  examples: [
    ['doctor', 'the chain, the clock and the keys'],
    ['doctor --netuid 1 -w alice -H val --version-key 3', 'can this validator set weights?'],
    ['doctor --netuid 1 -H miner --role miner --axon 203.0.113.5:8091', 'can this miner be reached?'],
  ],
  load: () => import('../actions/doctor/doctor.js'),
}
