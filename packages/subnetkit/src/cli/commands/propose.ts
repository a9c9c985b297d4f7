import type { CommandSpec } from '../program/command-spec.js'

/** `subnet propose` */
export const propose: CommandSpec = {
  name: 'propose',
  summary: 'propose a change of a subnet to its validators',
  description:
    'Writes the proposal into a file named by its hash, and publishes the hash in the commitment of the hotkey, which has to be registered on the subnet. Give the file to those who vote. docs/governance.md has the whole story.',
  arguments: [['[file]', 'proposal that is written already, to publish it']],
  options: [
    ['--netuid <number>', 'subnet', 'configured'],
    ['--title <text>', 'title, at most 120 characters'],
    ['--text <file>', 'file with the reasons, in plain text or Markdown'],
    ['--hyperparameter <assignment>', 'name and value of a hyperparameter, such as tempo=720'],
    ['--rubric <version>', 'version of the subnet that has the rubric; with --package'],
    ['--tasks', 'a change of the tasks; with --package'],
    ['--package <hash>', 'hash of the release that has the change'],
    ['--tally-at <block>', 'block at which votes are counted'],
    ['--blocks <number>', 'blocks from now to the tally (default: 21600, three days)'],
    ['--quorum <share>', 'least share of the stake that has to vote (default: 0.5)'],
    ['--threshold <share>', 'share of yes among yes and no that has to be exceeded (default: 0.5)'],
    ['--no-nominators', 'count validators alone'],
    ['--out <folder>', 'folder of the file (default: proposals)'],
    ['--withdraw <hash>', 'withdraw a proposal of the hotkey instead'],
  ],
  examples: [
    [
      'propose --netuid 3 -w alice -H val --title "Longer epochs" --text why.md --hyperparameter tempo=720',
      'propose a hyperparameter',
    ],
    [
      'propose --netuid 3 -w alice -H val --title "Rubric 4" --rubric 4 --package sha256:9f2c5b1e0d7a4c3b8e6f1a2d5c4b7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d',
      'propose a version of the rubric',
    ],
    ['propose proposals/9f2c.json --netuid 3 -w alice -H val', 'publish one that is written already'],
  ],
  load: () => import('../actions/governance/propose.js'),
}
