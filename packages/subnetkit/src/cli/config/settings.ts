import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { cliError } from '../errors.js'
import { socketPathField } from './fields.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Names of networks; anything else must be a URL. */
const networkNames = ['finney', 'test', 'archive', 'local'] as const

const endpoint = z.string().superRefine((text, context) => {
  if (networkNames.some((name) => name === text)) return
  if (/^wss?:\/\//.test(text) && URL.canParse(text)) return
  const hint = /^https?:\/\//.test(text)
    ? '; nodes are reached over ws:// or wss://, not http'
    : /^[\w.-]+:\d{1,5}$/.test(text)
      ? `; an endpoint starts with ws://, as in ws://${text}`
      : ''
  context.addIssue({
    code: 'custom',
    message: `must be ${networkNames.join(', ')} or a ws:// or wss:// endpoint, or several separated by commas${hint}`,
  })
})
const network = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(endpoint))

const isPath = (name: string) => !/^[^/\\\p{Cc}]*$/u.test(name) || name === '.' || name === '..'

/** A name as the folders of the official tools take it. */
const fileName = z
  .string()
  .min(1, 'must not be empty')
  .max(128, 'must have at most 128 characters')
  .refine((name) => !isPath(name), 'must be a name, not a path')
const walletName = fileName.refine(
  (name) => !/^5[1-9A-HJ-NP-Za-km-z]{47}$/.test(name),
  'must be the name of a wallet, not an address',
)
/** Name of a hotkey in a wallet. */
export const hotkeyName = fileName.refine(
  (name) => isPath(name) || !(/(pub\.txt|\.lock|\.tmp)$/.test(name) || name.startsWith('.')),
  'must not start with a dot, nor end in pub.txt, .lock or .tmp',
)
const folder = z
  .string()
  .min(1, 'must not be empty')
  .refine((path) => !path.includes('\0'), 'must be a path')

const schema = z.strictObject({
  /** Named networks and endpoints, in the order in which they are tried. */
  network,
  wallet: z.strictObject({ name: walletName, hotkey: hotkeyName, path: folder }),
  json: z.boolean(),
  quiet: z.boolean(),
  verbose: z.boolean(),
  yes: z.boolean(),
  dryRun: z.boolean(),
  color: z.boolean(),
  /** Longest wait for one answer of the chain, in ms. */
  deadlineMs: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number of seconds, such as 10')
    .transform(Number)
    .pipe(z.number().min(0.001, 'must be more than 0').max(3_600, 'must be at most 3600 seconds'))
    .transform((seconds) => Math.round(seconds * 1_000)),
  stateDir: folder,
  /** Socket of a `subnet signer` that signs for the hotkey. */
  signerSocket: socketPathField.optional(),
})

/** The global options, resolved once: flags, then the environment, then the configuration file, then defaults. */
export type Settings = z.output<typeof schema>

/** A value, and the option or variable that it was given by. */
export interface Given {
  readonly value: string
  /** Name of the option or variable, or the file and the key in it; `the default`. */
  readonly from: string
}

/** Resolves the global options: flags, the environment, the configuration file, defaults. Throws a usage error that names the option or variable of each wrong value. */
export function resolveSettings(
  globals: Readonly<Record<string, unknown>>,
  env: Environment,
  configured: Configured = {},
): Settings {
  const given = giveSettings(globals, env, configured)
  const home = env.HOME || homedir()
  const parsed = schema.safeParse({
    network: given.network.value,
    wallet: {
      name: given['wallet.name'].value,
      hotkey: given['wallet.hotkey'].value,
      path: expandHome(given['wallet.path'].value, home),
    },
    json: globals.json === true,
    quiet: globals.quiet === true,
    verbose: globals.verbose === true,
    yes: globals.yes === true,
    dryRun: globals.dryRun === true,
    color: globals.color !== false,
    deadlineMs: given.deadlineMs.value,
    signerSocket: given.signerSocket?.value,
    stateDir: expandHome(given.stateDir.value, home),
  })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => {
    const place = path.filter((part) => typeof part === 'string').join('.')
    return `${given[place as keyof typeof given]?.from ?? place} ${message}`
  })
  throw cliError('USAGE', {
    detail: [...new Set(problems)].join('; '),
    fix: 'Run subnet --help for what the options take.',
  })
}

/** Values of the configuration file for global options. */
export interface Configured {
  readonly file?: string | null
  readonly network?: { readonly endpoints?: string | readonly string[] | undefined } | undefined
  readonly wallet?:
    | { readonly [Name in 'name' | 'hotkey' | 'path' | 'signerSocket']?: string | undefined }
    | undefined
}

/** The values of the global options, each with the option, variable or file that it is from. */
export function giveSettings(
  globals: Readonly<Record<string, unknown>>,
  env: Environment,
  { file, network, wallet: ofFile = {} }: Configured,
) {
  const flag = (name: string): readonly Given[] => {
    const value = globals[name] as string | undefined
    const from = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    return value === undefined ? [] : [{ value, from }]
  }
  // A variable that is empty counts as none.
  const variables = (...names: readonly string[]): readonly Given[] =>
    names.flatMap((from) => (env[from] ? [{ value: env[from], from }] : []))
  const first = (given: readonly Given[], value: string): Given => given[0] ?? { value, from: 'the default' }

  const filed = (key: string, value: string | undefined): readonly Given[] =>
    value === undefined ? [] : [{ value, from: `${file} ${key}` }]
  const networks = [network?.endpoints ?? []].flat().join(',') || undefined

  const endpoints = ['BT_SUBTENSOR_CHAIN_ENDPOINT', 'BT_CHAIN_ENDPOINT', 'BT_NETWORK', 'BT_SUBTENSOR_NETWORK']
  const wallet = first(
    [...flag('wallet'), ...variables('BT_WALLET', 'BT_WALLET_NAME'), ...filed('wallet.name', ofFile.name)],
    'default',
  )
  const [name, hotkeyOfName] = splitWallet(wallet.value)
  const ofName = hotkeyOfName === undefined ? [] : [{ value: hotkeyOfName, from: wallet.from }]
  return {
    // A flag beats the environment, an endpoint beats a name.
    network: first(
      [
        ...flag('chain'),
        ...flag('network'),
        ...variables(...endpoints),
        ...filed('network.endpoints', networks),
      ],
      'finney',
    ),
    'wallet.name': { ...wallet, value: name },
    'wallet.hotkey': first(
      [
        ...flag('hotkey'),
        ...ofName,
        ...variables('BT_WALLET_HOTKEY'),
        ...filed('wallet.hotkey', ofFile.hotkey),
      ],
      'default',
    ),
    'wallet.path': first(
      [...flag('walletPath'), ...variables('BT_WALLET_PATH'), ...filed('wallet.path', ofFile.path)],
      '~/.bittensor/wallets',
    ),
    deadlineMs: first(flag('timeout'), '10'),
    stateDir: first([...flag('stateDir'), ...stateHome(env)], join('~', '.local', 'state', 'subnetkit')),
    signerSocket: [
      ...flag('signerSocket'),
      ...variables('SUBNETKIT_SIGNER_SOCKET'),
      ...filed('wallet.signerSocket', ofFile.signerSocket),
    ][0],
  } satisfies Readonly<Record<string, Given | undefined>>
}

/** The official tools of today take `wallet/hotkey` for both names. */
function splitWallet(name: string): readonly [string, string | undefined] {
  const [wallet = '', hotkey, ...more] = name.split('/')
  return hotkey !== undefined && more.length === 0 ? [wallet, hotkey] : [name, undefined]
}

function stateHome(env: Environment): readonly Given[] {
  const base = env.XDG_STATE_HOME
  return base ? [{ value: join(base, 'subnetkit'), from: 'XDG_STATE_HOME' }] : []
}

const expandHome = (path: string, home: string): string =>
  path === '~' || path.startsWith('~/') ? join(home, path.slice(2)) : path

/** The options that name wallet, hotkey and network again, for a command that a message suggests. */
export const namedPlace = ({ wallet: { name, hotkey }, network: endpoints }: Settings): string =>
  ['-w', name, '-H', hotkey, '-n', endpoints.join(',')].map(quoted).join(' ')

/** A word as a shell takes it, in quotes where it needs them. */
export const quoted = (word: string): string =>
  /^[\w.,:/@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
