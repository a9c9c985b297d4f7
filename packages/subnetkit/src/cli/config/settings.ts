import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CliError } from '../output/failure.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Names that stand for endpoints; anything else must be a URL. */
const networkNames = ['finney', 'test', 'archive', 'local'] as const

const isNetwork = (text: string) => networkNames.some((name) => name === text) || /^wss?:\/\/.+/.test(text)
const network = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every(isNetwork),
    `must be ${networkNames.join(', ')} or a ws:// or wss:// endpoint, or several separated by commas`,
  )
const fileName = z
  .string()
  .min(1, 'must not be empty')
  .regex(/^[^/\\\0]+$/, 'must be a name, not a path')
  .refine((name) => name !== '.' && name !== '..', 'must be a name, not a path')

const schema = z.strictObject({
  /** Named networks and endpoints, in the order in which they are tried. */
  network,
  wallet: z.strictObject({ name: fileName, hotkey: fileName, path: z.string().min(1, 'must not be empty') }),
  json: z.boolean(),
  quiet: z.boolean(),
  verbose: z.boolean(),
  yes: z.boolean(),
  dryRun: z.boolean(),
  color: z.boolean(),
  /** Longest wait for one answer of the chain, in ms. */
  deadlineMs: z.coerce
    .number('must be a number of seconds')
    .positive('must be more than 0')
    .max(3_600, 'must be at most 3600')
    .transform((seconds) => Math.round(seconds * 1_000)),
  stateDir: z.string().min(1, 'must not be empty'),
  /** Socket of a `subnet signer` that signs for the hotkey. */
  signerSocket: z.string().min(1, 'must not be empty').optional(),
})

/** The global options, resolved once: flags, then the environment, then defaults. */
export type Settings = z.output<typeof schema>

/** Which flag a wrong setting came from, for the message. */
const flags: Readonly<Record<string, string>> = {
  network: '--network',
  'wallet.name': '--wallet',
  'wallet.hotkey': '--hotkey',
  'wallet.path': '--wallet-path',
  deadlineMs: '--timeout',
  stateDir: '--state-dir',
  signerSocket: '--signer-socket',
}

/** Resolves the global options. Throws a usage error that names the flag. */
export function resolveSettings(globals: Readonly<Record<string, unknown>>, env: Environment): Settings {
  const home = env.HOME ?? homedir()
  const flag = (name: string) => globals[name] as string | undefined
  const [name, hotkeyOfName] = splitWallet(
    flag('wallet') ?? notEmpty(env.BT_WALLET) ?? notEmpty(env.BT_WALLET_NAME) ?? 'default',
  )
  const parsed = schema.safeParse({
    network: resolveNetwork(flag('chain'), flag('network'), env),
    wallet: {
      name,
      hotkey: flag('hotkey') ?? hotkeyOfName ?? notEmpty(env.BT_WALLET_HOTKEY) ?? 'default',
      path: expandHome(flag('walletPath') ?? notEmpty(env.BT_WALLET_PATH) ?? '~/.bittensor/wallets', home),
    },
    json: globals.json === true,
    quiet: globals.quiet === true,
    verbose: globals.verbose === true,
    yes: globals.yes === true,
    dryRun: globals.dryRun === true,
    color: globals.color !== false,
    deadlineMs: flag('timeout') ?? 10,
    signerSocket: flag('signerSocket'),
    stateDir: expandHome(flag('stateDir') ?? stateHome(env, home), home),
  })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => {
    const place = path.filter((part) => typeof part === 'string').join('.')
    return `${flags[place] ?? place}: ${message}`
  })
  throw new CliError('USAGE', problems.join('; '), 'see subnet --help for what the options take')
}

/** A flag beats the environment, an endpoint beats a name. */
function resolveNetwork(chain: string | undefined, name: string | undefined, env: Environment): string {
  return (
    chain ??
    name ??
    notEmpty(env.BT_SUBTENSOR_CHAIN_ENDPOINT) ??
    notEmpty(env.BT_CHAIN_ENDPOINT) ??
    notEmpty(env.BT_NETWORK) ??
    notEmpty(env.BT_SUBTENSOR_NETWORK) ??
    'finney'
  )
}

/** The official tools of today take `wallet/hotkey` for both names. */
function splitWallet(name: string): readonly [string, string | undefined] {
  const [wallet = '', hotkey, ...more] = name.split('/')
  return hotkey !== undefined && more.length === 0 ? [wallet, hotkey] : [name, undefined]
}

function stateHome(env: Environment, home: string): string {
  const base = notEmpty(env.XDG_STATE_HOME) ?? join(home, '.local', 'state')
  return join(base, 'subnetkit')
}

const notEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

const expandHome = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? join(home, path.slice(2)) : path
