import type { CommandGroup } from '../program/command-spec.js'

/** `subnet hyperparams …` */
export const hyperparams: CommandGroup = {
  name: 'hyperparams',
  summary: 'show, check and set the hyperparameters of a subnet',
  commands: [
    {
      name: 'show',
      summary: 'show the hyperparameters of a subnet as the chain holds them',
      options: [['--netuid <number>', 'subnet', 'required']],
      examples: [
        ['hyperparams show --netuid 1', 'all of them'],
        ['hyperparams show --netuid 1 --json > hyperparams.json', 'as a file to edit and apply'],
      ],
      load: () => import('../actions/hyperparams/show.js'),
    },
    {
      name: 'lint',
      summary: 'check a file of hyperparameters for combinations that hurt',
      description:
        'What the file leaves out is taken from the subnet; without --netuid, from one that was just created.',
      arguments: [['<file>', 'JSON file']],
      options: [['--netuid <number>', 'subnet whose values fill what the file leaves out']],
      examples: [['hyperparams lint hyperparams.json', 'exit code 1 when something is wrong']],
      load: () => import('../actions/hyperparams/lint.js'),
    },
    {
      name: 'apply',
      summary: 'set what differs from a file, as the owner of the subnet',
      description:
        'What the chain does not take yet is named with its block; exit code 1 while anything waits.',
      arguments: [['<file>', 'JSON file']],
      options: [
        ['--netuid <number>', 'subnet', 'required'],
        ['--accept <rule>', 'a rule of the lint whose errors are taken knowingly', 'repeatable'],
      ],
      examples: [
        ['hyperparams apply hyperparams.json --netuid 3 --dry-run', 'what would change, and when it may'],
        ['hyperparams apply hyperparams.json --netuid 3 -w owner -y', 'change it'],
      ],
      load: () => import('../actions/hyperparams/apply.js'),
    },
  ],
}
