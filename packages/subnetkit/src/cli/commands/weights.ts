import type { CommandGroup, OptionSpec } from '../program/command-spec.js'

const subject: readonly OptionSpec[] = [
  ['--netuid <number>', 'subnet', 'required'],
  ['--mechanism <number>', 'mechanism of the subnet (default: 0)'],
]

/** `subnet weights …` */
export const weights: CommandGroup = {
  name: 'weights',
  summary: 'set weights so that they land, and follow them until they are revealed',
  commands: [
    {
      name: 'set',
      summary: 'set weights: in the open or hidden, as the subnet asks for',
      description:
        'Checks what the chain will check, sends, and reads back what the chain holds. Every step is kept on disk:\n' +
        'interrupted, the same command goes on and never sends twice.',
      options: [
        ...subject,
        ['--uids <list>', 'uids, separated by commas, parallel to --weights'],
        ['--weights <list>', 'relative weights, separated by commas'],
        ['--weights-file <file>', 'JSON object from uid to weight, instead of the lists'],
        ['--version-key <number>', 'version of your scoring; subnets may ask for a least one (default: 0)'],
        ['--max-weight <share>', 'largest share of one uid, from 0 to 1'],
        ['--min-weight <share>', 'shares below it are dropped'],
        ['--quantile <share>', 'part of the uids, lowest first, that is dropped'],
        ['--wait', 'stay until hidden weights are revealed'],
        ['--mode <mode>', 'timelocked or salted, where the subnet hides weights (default: timelocked)'],
      ],
      examples: [
        [
          'weights set --netuid 1 -w alice -H val --uids 3,7 --weights 1,0.5',
          'two thirds to 3, one third to 7',
        ],
        ['weights set --netuid 1 --weights-file weights.json --max-weight 0.3 -y', 'from a file, capped'],
        ['weights set --netuid 1 --uids 3 --weights 1 --dry-run', 'show checks and vector, send nothing'],
      ],
      load: () => import('../actions/weights/set.js'),
    },
    {
      name: 'status',
      summary: 'what became of the weights that were set, by this machine and by the chain',
      options: subject,
      examples: [['weights status --netuid 1 -w alice -H val', 'stage, block and what is next']],
      load: () => import('../actions/weights/status.js'),
    },
    {
      name: 'reveal',
      summary: 'go on with weights that are not finished: reveal, resend or confirm them',
      options: [...subject, ['--wait', 'stay until they are revealed or failed']],
      examples: [
        ['weights reveal --netuid 1 -w alice -H val --wait', 'reveal a salted commit when its epoch comes'],
      ],
      load: () => import('../actions/weights/reveal.js'),
    },
  ],
}
