import { spawnSync } from 'node:child_process'
import { Command, Option } from 'commander'
import { refuseWrongOptions, wholeNumber } from '../options.js'

const subnets = ['text', 'image', 'storage', 'prediction'] as const
const program = refuseWrongOptions(new Command('soak'))
  .description(
    'Runs a validator for many rounds at full speed, and fails if its memory, disk or handles keep growing. With --subnet, a reference ' +
      'subnet with its real miners, whose state counts as well.',
  )
  .option('--rounds <n>', 'rounds (default: 10000, or 300 of a subnet)', wholeNumber(100))
  .option('--keep <n>', 'rounds whose receipts are kept (default: 200, or 24 of a subnet)', wholeNumber(1))
  .option('--samples <n>', 'measurements (default: 40, or 24 of a subnet)', wholeNumber(8))
  .addOption(
    new Option('--subnet <name>', 'a reference subnet, or all of them one after another').choices([
      ...subnets,
      'all',
    ]),
  )
  .option('--dashboard', 'a page of the dashboard with 256 miners and ten updates a second, in a Chromium')
  .option('--minutes <n>', 'minutes (default: 10); with --dashboard', wholeNumber(1))
  .option(
    '--snapshots <folder>',
    'write the heap of the validator in the middle and at the end; with --subnet',
  )
  .addOption(
    new Option('--mode <mode>', 'nothing installed, or Redis and PostgreSQL; without --subnet')
      .choices(['embedded', 'servers'])
      .default('embedded'),
  )
  .addHelpText(
    'after',
    '\nExamples:\n  npm run soak -- --rounds 10000 --mode servers\n  npm run soak -- --subnet storage',
  )
  .parse()
const {
  subnet,
  mode,
  dashboard,
  minutes = 10,
  rounds,
  keep,
  samples,
  snapshots,
} = program.opts<{
  readonly subnet?: (typeof subnets)[number] | 'all'
  readonly mode: 'embedded' | 'servers'
  readonly rounds?: number
  readonly keep?: number
  readonly samples?: number
  readonly snapshots?: string
  readonly dashboard?: boolean
  readonly minutes?: number
}>()

if (dashboard === true) {
  const { runDashboardSoak } = await import('./report-dashboard.js')
  process.exit(await runDashboardSoak(minutes))
}

if (subnet === 'all') {
  // Each in a process of its own: memory of one is no memory of the next.
  const rest = process.argv
    .slice(2)
    .filter((one) => one !== '--subnet' && one !== 'all' && one !== '--subnet=all')
  const codes = subnets.map((name) => {
    const args = [...process.execArgv, process.argv[1]!, '--subnet', name, ...rest]
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
  })
  process.exit(Math.max(...codes))
}
if (subnet === undefined) {
  const { runValidatorSoak } = await import('./report-validator.js')
  process.exit(await runValidatorSoak({ rounds: 10_000, keep: 200, samples: 40, mode, ...given() }))
}
if (mode !== 'embedded') program.error('--mode servers takes no --subnet', { exitCode: 2 })
const { runSubnetSoak } = await import('./report-subnet.js')
process.exit(await runSubnetSoak(subnet, { rounds: 300, keep: 24, samples: 24, snapshots, ...given() }))

/** The options that were given: an undefined one would replace its default. */
function given() {
  return { ...(rounds && { rounds }), ...(keep && { keep }), ...(samples && { samples }) }
}
