import { Command, Option } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'

const subnets = ['text', 'image', 'storage', 'prediction'] as const
const program = refuseWrongOptions(new Command('agreement'))
  .description(
    'Prints how far honest validators agree: the table of docs/scoring.md, "Why validators disagree", or with --subnet two ' +
      'validators of a reference subnet that ask its real miners questions of their own, for ten rounds.',
  )
  .addOption(new Option('--subnet <name>', 'a reference subnet, or all').choices([...subnets, 'all']))
  .option('--seeds <n>', 'times that it is played, with --subnet', wholeNumber(1), 3)
  .addHelpText('after', '\nExample:\n  npm run agreement -- --subnet storage')
  .parse()
const { subnet, seeds } = program.opts<{
  readonly subnet?: (typeof subnets)[number] | 'all'
  readonly seeds: number
}>()

if (subnet === undefined) {
  const { printSettings } = await import('./print-settings.js')
  await printSettings()
} else {
  const { printSubnet } = await import('./print-subnet.js')
  for (const name of subnet === 'all' ? subnets : [subnet]) await printSubnet(name, seeds)
}
