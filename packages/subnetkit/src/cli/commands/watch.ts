import type { CommandGroup, OptionSpec } from '../program/command-spec.js'

const subject: readonly OptionSpec[] = [
  ['--netuid <number>', 'subnet', 'required'],
  ['--mechanism <number>', 'mechanism of the subnet (default: 0)'],
]

/** `subnet watch …` */
export const watch: CommandGroup = {
  name: 'watch',
  summary: 'find weight copiers, lazy validators, self-dealing and colluding pairs',
  usual: 'report',
  commands: [
    {
      name: 'report',
      summary: 'report patterns in weights that honest validators rarely show, with evidence',
      description:
        'Reads the weights of past epochs: from a node that still has them (an archive node, such as --network archive), or from a file of subnet watch record. The report states how often such findings were wrong in honest populations. It informs; it punishes nobody.',
      options: [
        ...subject,
        ['--epochs <number>', 'newest epochs to read, 2 to 200 (default: 40)'],
        ['--file <file>', 'snapshots of subnet watch record, instead of the chain'],
      ],
      examples: [
        ['watch --netuid 1 --network archive', 'the last 40 epochs of subnet 1'],
        ['watch --netuid 1 --file weights.jsonl --json', 'what was recorded, for a script'],
      ],
      load: () => import('../actions/watch/report.js'),
    },
    {
      name: 'record',
      summary: 'write a snapshot of weights to a file after each epoch',
      description:
        'Begins with the epochs that the node still has, and continues a file that exists. Runs until Ctrl-C, or until the file has --epochs snapshots.',
      options: [
        ...subject,
        ['--out <file>', 'file of JSON lines to append to'],
        ['--epochs <number>', 'snapshots after which it ends, 1 to 2000 (default: 2000)'],
      ],
      endsItself: true,
      examples: [['watch record --netuid 1 --out weights.jsonl', 'follow subnet 1 until Ctrl-C']],
      load: () => import('../actions/watch/record.js'),
    },
  ],
}
