import type { CommandGroup, OptionSpec } from '../program/command-spec.js'

const subject: readonly OptionSpec[] = [
  ['--netuid <number>', 'subnet', 'required'],
  ['--mechanism <number>', 'mechanism of the subnet (default: 0)'],
]

/** `subnet weights …` */
export const weights: CommandGroup = {
  name: 'weights',
  summary: 'set weights, and follow them until they are revealed',
  commands: [
    {
      name: 'set',
      summary: 'set weights, in plain or by commit-reveal as the subnet requires',
      description:
        'Runs the checks of the chain first, sends, and reads the result back. Every step is saved to disk: after an ' +
        'interruption the same command continues and never sends twice.',
      options: [
        ...subject,
        ['--uids <list>', 'uids separated by commas, in the order of --weights'],
        ['--weights <list>', 'relative weights separated by commas'],
        ['--weights-file <file>', 'JSON object from uid to weight, instead of the lists'],
        ['--version-key <number>', 'version of your scoring, which a subnet may require (default: 0)'],
        ['--max-weight <share>', 'largest share of one uid, from 0 to 1'],
        ['--min-weight <share>', 'drop shares below this one'],
        ['--quantile <share>', 'drop this share of the uids, lowest weights first'],
        ['--wait', 'wait until committed weights are revealed'],
        ['--mode <mode>', 'timelocked or salted, where the subnet uses commit-reveal (default: timelocked)'],
      ],
      examples: [
        [
          'weights set --netuid 1 -w alice -H val --uids 3,7 --weights 1,0.5',
          'two thirds to 3, one third to 7',
        ],
        ['weights set --netuid 1 --weights-file weights.json --max-weight 0.3 -y', 'from a file, capped'],
        [
          'weights set --netuid 1 --uids 3 --weights 1 --dry-run',
          'show the checks and the vector, send nothing',
        ],
      ],
      load: () => import('../actions/weights/set.js'),
    },
    {
      name: 'status',
      summary: 'show the state of the weights set by this machine, and those on chain',
      options: subject,
      examples: [['weights status --netuid 1 -w alice -H val', 'stage, block and next step']],
      load: () => import('../actions/weights/status.js'),
    },
    {
      name: 'reveal',
      summary: 'continue unfinished weights: reveal, resend or confirm them',
      options: [...subject, ['--wait', 'wait until they are revealed or have failed']],
      examples: [['weights reveal --netuid 1 -w alice -H val --wait', 'reveal a salted commit in its epoch']],
      load: () => import('../actions/weights/reveal.js'),
    },
  ],
}
