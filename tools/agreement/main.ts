import { Command, Option } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'

const subnets = ['text', 'image', 'storage', 'storage-losses', 'prediction'] as const
const program = refuseWrongOptions(new Command('agreement'))
  .description(
    'Prints how far honest validators agree: the table of docs/scoring.md, "Why validators disagree", or with --subnet two ' +
      'validators of a reference subnet that ask its real miners questions of their own, for ten rounds. storage-losses has miners that lose objects among the ranks of storage.',
  )
  .addOption(new Option('--subnet <name>', 'a reference subnet, or all').choices([...subnets, 'all']))
  .option('--seeds <n>', 'times that it is played, with --subnet', wholeNumber(1), 3)
  .option('--first <n>', 'seed of the first play, with --subnet', wholeNumber(1), 1)
  .option(
    '--save <file>',
    'file to which the score of each answer is added, as a line of JSON, with --subnet',
  )
  .option(
    '--again <file>',
    'play nothing: draw plays again from the scores that --save has written, with --subnet text or image',
  )
  .option('--length <n>', 'rounds of a play, with --again', wholeNumber(1), 10)
  .addHelpText('after', '\nExample:\n  npm run agreement -- --subnet storage')
  .parse()
const { subnet, seeds, first, save, again, length } = program.opts<{
  readonly subnet?: (typeof subnets)[number] | 'all'
  readonly seeds: number
  readonly first: number
  readonly save?: string
  readonly again?: string
  readonly length: number
}>()

if (again !== undefined) {
  // Rounds of the others depend on those before.
  if (subnet !== 'text' && subnet !== 'image') {
    program.error('--again takes --subnet text or image', { exitCode: 2 })
  } else {
    const { printAgain } = await import('./print-again.js')
    await printAgain(subnet, { file: again, length })
  }
} else if (subnet === undefined) {
  const { printSettings } = await import('./print-settings.js')
  await printSettings()
} else {
  const { printSubnet } = await import('./print-subnet.js')
  const plays = { seeds: Array.from({ length: seeds }, (_, at) => first + at), save }
  for (const name of subnet === 'all' ? subnets : [subnet]) await printSubnet(name, plays)
}
