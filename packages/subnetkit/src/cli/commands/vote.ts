import type { CommandSpec } from '../program/command-spec.js'

/** `subnet vote` */
export const vote: CommandSpec = {
  name: 'vote',
  summary: 'vote on a proposal, as a validator or a nominator',
  description:
    'A validator votes in the commitment of its hotkey, and can change its vote until the tally. With --nominator the coldkey signs a remark, for its own part of the stake of each validator.',
  arguments: [
    ['<proposal>', 'file or URL of the proposal, or sha256: and the hash of one in the folder proposals'],
    ['<choice>', 'yes, no, abstain or withdraw'],
  ],
  options: [
    ['--netuid <number>', 'subnet', 'configured'],
    ['--nominator', 'vote by the coldkey, for the stake that it has on validators'],
    ['--folder <folder>', 'folder in which a hash is looked up (default: proposals)'],
  ],
  examples: [
    ['vote proposals/9f2c.json yes --netuid 3 -w alice -H val', 'vote as a validator'],
    ['vote proposals/9f2c.json no --netuid 3 -w carol --nominator', 'outvote your validators'],
    [
      'vote sha256:9f2c5b1e0d7a4c3b8e6f1a2d5c4b7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d withdraw --netuid 3 -w alice -H val',
      'take the vote back',
    ],
  ],
  load: () => import('../actions/governance/vote.js'),
}
