import type { CommandSpec } from '../program/command-spec.js'

/** `subnet proposals` */
export const proposals: CommandSpec = {
  name: 'proposals',
  summary: 'count the votes on proposals, from the chain alone',
  description:
    'Counts by stake at the block that each proposal states, and compares the chain with what was proposed. Needs no key. Blocks older than the node keeps need an archive node: --network archive.',
  arguments: [['[place]', 'file, folder or URL of proposals (default: the folder proposals)']],
  options: [
    ['--netuid <number>', 'subnet', 'configured'],
    ['--hash <hash>', 'hash that the proposal of a file or URL must have'],
  ],
  examples: [
    ['proposals --netuid 3', 'all proposals in the folder, and those on chain without a text'],
    ['proposals proposals/9f2c.json --netuid 3 --network archive', 'one of the past, with its votes'],
    ['proposals --netuid 3 --json', 'with every vote, for a program'],
  ],
  load: () => import('../actions/governance/proposals.js'),
}
