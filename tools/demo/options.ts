import { randomBytes } from 'node:crypto'
import { parseDashboardAddress, type TypedAddress } from '@subnetkit/dashboard/options'
import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { castNames } from './cast.js'

const schema = z.object({
  subnet: z.string(),
  rounds: z.coerce
    .number('--rounds takes a whole number')
    .int('--rounds takes a whole number')
    .min(1, '--rounds takes 1 to 100')
    .max(100, '--rounds takes 1 to 100')
    .optional(),
  seed: z
    .string()
    .regex(/^[\w.-]{1,64}$/, '--seed takes 1 to 64 letters, digits, dots, dashes or underscores'),
  json: z.boolean(),
  keep: z.boolean().optional(),
  gateway: z.boolean(),
  modes: z.boolean(),
  composed: z.boolean(),
  dashboard: z.union([z.boolean(), z.string()]),
})

/** Options of the demo. `subnet` names a cast or is `all`; without `rounds`, each cast has its own number. */
export type DemoOptions = Omit<z.output<typeof schema>, 'keep' | 'dashboard'> & {
  readonly keep: boolean
  /** Null for none. */
  readonly dashboard: TypedAddress | null
}

/** A wrong option, in one sentence; the process ends with code 2. */
export class UsageError extends Error {}

/** Parses the arguments; null if only the help was requested (it is printed). Throws {@link UsageError}. */
export function parseOptions(argv: readonly string[]): DemoOptions | null {
  const all = [...castNames(), 'all']
  const program = new Command('demo')
    .description(
      'Runs a whole subnet on this machine: a chain, an owner, two validators, miners that work, work less well, ' +
        'cheat or fail, real tasks, weights and pay. Progress goes to stderr, the result to stdout. Exit code 0 only ' +
        'when each honest miner earns more than each weaker one, and those that cheat or fail at most 1 % each.',
    )
    .option('--subnet <name>', `${all.join(', ')}: the subnet, or all of them one after another`, 'text')
    .option(
      '--rounds <n>',
      'rounds that each validator runs (default: as many as the subnet needs; 3 for text)',
    )
    .option(
      '--seed <text>',
      'names keys, tasks and samples; the same seed asks the same questions (default: random)',
    )
    .option('--json', 'print one JSON object instead of tables (emission in rao of alpha)', false)
    .option(
      '--gateway',
      'run a gateway beside the validators, let it answer questions, and print a line of a shell and one of Python that ask it; implies --keep',
      false,
    )
    .option(
      '--modes',
      'the same with specialists among the miners, and a table at the end: what the gateway gets right in each of its modes, and each miner alone; takes minutes; implies --gateway, not --keep',
      false,
    )
    .option(
      '--composed',
      'run four subnets that build on each other, each behind a gateway: text writes, image draws, storage keeps, prediction prices; print their receipts as a tree',
      false,
    )
    .option(
      '--dashboard [address]',
      'serve the dashboard of the first validator, at 127.0.0.1:9470, a free port or another address; implies --keep',
      false,
    )
    .option('--keep', 'leave everything running afterwards and print the endpoints; Ctrl-C ends it')
    .option('--no-keep', 'with --gateway or --dashboard: end once the result is printed')
    .addHelpText(
      'after',
      '\nExamples:\n  npm run demo\n  npm run demo -- --dashboard\n  npm run demo -- --gateway\n  npm run demo -- --modes\n  npm run demo -- --composed\n  npm run -s demo -- --subnet all\n  npm run -s demo -- --rounds 8 --seed tuesday\n  npm run -s demo -- --json | jq .miners',
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return null
    const sentence = (error as Error).message.replace(/^error: /, '').replaceAll('\n', ' ')
    throw new UsageError(`${sentence}; see --help`)
  }
  const parsed = schema.safeParse({ seed: randomBytes(4).toString('hex'), ...program.opts() })
  if (!parsed.success) throw new UsageError(`${parsed.error.issues[0]?.message}; see --help`)
  const { subnet, modes } = parsed.data
  const gateway = parsed.data.gateway || modes
  const dashboard = parseDashboard(parsed.data.dashboard)
  const keep = parsed.data.keep ?? (parsed.data.gateway || dashboard !== null)
  if (!all.includes(subnet)) {
    throw new UsageError(`--subnet takes ${all.join(', ')}: there is no demo of ${subnet}; see --help`)
  }
  if (gateway && subnet !== 'text') {
    throw new UsageError(
      `--${modes ? 'modes' : 'gateway'} takes --subnet text: ${subnet} has no chat; see --help`,
    )
  }
  if (dashboard !== null && parsed.data.composed) {
    throw new UsageError('--dashboard shows one subnet, and --composed runs four; see --help')
  }
  if (keep && subnet === 'all') throw new UsageError('--keep takes one subnet, not all of them; see --help')
  return { ...parsed.data, gateway, keep, dashboard }
}

/** Throws {@link UsageError}. */
function parseDashboard(given: boolean | string): TypedAddress | null {
  if (given === false) return null
  const address = parseDashboardAddress(given === true ? '' : given)
  if (address === null)
    throw new UsageError('--dashboard takes an address such as 127.0.0.1:9470; see --help')
  return address
}
