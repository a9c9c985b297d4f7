import { Command, CommanderError } from 'commander'
import { z } from 'zod'

/** A wrong option, in one sentence; the process ends with code 2. */
export class UsageError extends Error {}

const milliseconds = (text: string): number | undefined => {
  const match = /^([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s)?$/.exec(text)
  const value = match && Number(match[1]) * (match[2] === 's' ? 1000 : 1)
  return value && Number.isInteger(value) && value <= 2 ** 31 - 1 ? value : undefined
}

const blockTime = z.string().transform((text, ctx): number | 'instant' | 'manual' => {
  if (text === 'instant' || text === 'manual') return text
  const value = milliseconds(text)
  if (value !== undefined) return value
  ctx.addIssue('--block-time takes instant, manual, or a time such as 250ms or 12s')
  return z.NEVER
})

const wholeNumber = (name: string, min: number, max: number) => {
  const message = `${name} takes a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^[0-9]{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
}

const schema = z.object({
  port: wholeNumber('--port', 0, 65_535),
  blockTime: blockTime.optional(),
  preset: z
    .enum(['fast', 'localnet', 'mainnet-like'], '--preset takes fast, localnet or mainnet-like')
    .optional(),
  seed: z
    .string()
    .min(1, '--seed takes some text')
    .max(256, '--seed takes at most 256 characters')
    .optional(),
  allowLoopbackAxons: z.boolean(),
  beacon: z.enum(['local', 'quicknet'], '--beacon takes local or quicknet').optional(),
  state: z.string().min(1, '--state takes the name of a file').optional(),
  history: wholeNumber('--history', 1, 999_999_999).optional(),
  spec: wholeNumber('--spec', 1, 999_999_999).optional(),
  finalityDelay: z
    .string()
    .regex(
      /^[0-9]{1,4}$|^[0-9]{1,8}ms$/,
      '--finality-delay takes a number of blocks, or a time such as 750ms',
    )
    .transform((text): number | string => (text.endsWith('ms') ? text : Number(text)))
    .optional(),
  fork: z
    .string()
    .regex(/^wss?:\/\/\S+$/, '--fork takes a ws:// or wss:// address')
    .optional(),
  netuid: wholeNumber('--netuid', 1, 65_535).optional(),
  forkBlock: z
    .string()
    .regex(
      /^(?:latest|0x[0-9a-f]{64}|[1-9][0-9]{0,9})$/,
      '--fork-block takes a block number, a hash of 0x and 64 hex digits, or latest',
    )
    .transform((text): number | string => (/^[1-9]/.test(text) ? Number(text) : text))
    .optional(),
  forkCache: z.string().min(1, '--fork-cache takes a folder').optional(),
  cache: z.boolean(),
  json: z.boolean(),
})

/** Options of the devnet. */
export type DevnetCliOptions = z.output<typeof schema>

const examples = `
Examples:
  npm run devnet
  npm run devnet -- --preset fast --allow-loopback-axons
  npm run devnet -- --block-time 12s --state chain.state
  npm run devnet -- --fork wss://entrypoint-finney.opentensor.ai:443 --netuid 1 --block-time manual
  npm run -s devnet -- --port 0 --json | head -n 1 | jq -r .endpoint

Blocks can always be made at once with the RPC method dev_mine, whatever the block time.`

/** Parses the arguments; null if only the help was requested (it is printed). Throws {@link UsageError}. */
export function parseOptions(argv: readonly string[]): DevnetCliOptions | null {
  const program = new Command('devnet')
    .description(
      'Runs a Bittensor chain on this machine, for development: a Substrate node on 127.0.0.1 that any client can ' +
        'connect to, with //Alice … //Ferdie funded. Ctrl-C ends it.',
    )
    .option('--port <n>', 'port for websockets and HTTP; 0 picks a free one', '9944')
    .option(
      '--block-time <time>',
      "when blocks are made: instant (for each extrinsic), manual (only by dev_mine), or every so often, such as 250ms or 12s (default: the preset's, or instant)",
    )
    .option(
      '--preset <name>',
      "settings to start from: fast, localnet (Subtensor's own, for the official clients' tests) or mainnet-like",
    )
    .option('--seed <text>', 'the same seed and the same calls give the same block hashes (default: none)')
    .option('--allow-loopback-axons', 'let miners serve on 127.0.0.1, which the real chain refuses', false)
    .option(
      '--beacon <name>',
      'what opens timelocked commits: local (its own, key in Drand.BeaconConfig) or quicknet (dev_feedPulse) (default: local)',
    )
    .option('--state <file>', 'keep the chain in this file, and go on from it when it is there')
    .option('--history <blocks>', 'remember only so many past blocks (default: all)')
    .option(
      '--spec <version>',
      'spec version of the runtime from here on; docs/devnet-conformance.md has the rules of each (default: that of the state or fork, or 425)',
    )
    .option(
      '--finality-delay <blocks|time>',
      "how far finality trails the head, such as 3 or 750ms (default: the preset's, or 0)",
    )
    .option(
      '--fork <endpoint>',
      'go on from a subnet of another chain, read from this node (ws:// or wss://)',
    )
    .option('--netuid <n>', 'the subnet to fork')
    .option(
      '--fork-block <block>',
      'final block to fork at: number, hash or latest (default: the newest in the cache, or latest)',
    )
    .option('--fork-cache <folder>', "keep forks in this folder (default: the user's folder for caches)")
    .option('--no-cache', 'neither read nor keep a fork in the cache')
    .option('--json', 'print one line of JSON instead of the table (balances in rao)', false)
    .addHelpText('after', examples)
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
  const parsed = schema.safeParse(program.opts())
  if (!parsed.success) throw new UsageError(`${parsed.error.issues[0]?.message}; see --help`)
  refuseHalfFork(parsed.data)
  return parsed.data
}

function refuseHalfFork({ fork, netuid, forkBlock, forkCache, cache, preset }: DevnetCliOptions): void {
  if (fork !== undefined && netuid === undefined) throw new UsageError('--fork needs --netuid; see --help')
  if (fork !== undefined && preset !== undefined)
    throw new UsageError('--fork takes the settings of its chain: leave out --preset; see --help')
  if (fork !== undefined) return
  if (netuid !== undefined) throw new UsageError('--netuid needs --fork; see --help')
  if (forkBlock !== undefined) throw new UsageError('--fork-block needs --fork; see --help')
  if (forkCache !== undefined) throw new UsageError('--fork-cache needs --fork; see --help')
  if (!cache) throw new UsageError('--no-cache needs --fork; see --help')
}
