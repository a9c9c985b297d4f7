import type { CommandGroup, OptionSpec } from '../program/command-spec.js'

/** Proposals whose outcome a report compares with the chain. */
export const proposalsOption: OptionSpec = [
  '--proposals <place>',
  'folder, file or URL of proposals: changes that were made without being accepted are marked (default: proposals)',
]

/** `subnet hyperparams …` */
export const hyperparams: CommandGroup = {
  name: 'hyperparams',
  summary: 'show, check and set the hyperparameters of a subnet',
  commands: [
    {
      name: 'show',
      summary: 'show the hyperparameters of a subnet',
      arguments: [['[netuid]', 'subnet, the same as --netuid']],
      options: [['--netuid <number>', 'subnet', 'required'], proposalsOption],
      examples: [
        ['hyperparams show 1', 'all of them'],
        ['hyperparams show --netuid 1 --json > hyperparams.json', 'as a file to edit and apply'],
      ],
      load: () => import('../actions/hyperparams/show.js'),
    },
    {
      name: 'lint',
      summary: 'check a file of hyperparameters for harmful combinations',
      description:
        'Values that the file leaves out come from the subnet, or without --netuid from the defaults of a new one.',
      arguments: [['<file>', 'JSON file']],
      options: [['--netuid <number>', 'subnet that provides the values the file leaves out']],
      examples: [['hyperparams lint hyperparams.json', 'exit with 1 if a rule fails']],
      load: () => import('../actions/hyperparams/lint.js'),
    },
    {
      name: 'apply',
      summary: 'set the hyperparameters that differ from a file, as the owner of the subnet',
      description:
        'Changes that the chain does not accept yet are listed with their block; the exit code is 1 while any has to wait.',
      arguments: [['<file>', 'JSON file']],
      options: [
        ['--netuid <number>', 'subnet', 'required'],
        ['--accept <rule>', 'lint rule whose errors to accept', 'repeatable'],
      ],
      examples: [
        ['hyperparams apply hyperparams.json --netuid 3 --dry-run', 'show what would change, and when'],
        ['hyperparams apply hyperparams.json --netuid 3 -w owner -y', 'apply the changes'],
      ],
      load: () => import('../actions/hyperparams/apply.js'),
    },
  ],
}
