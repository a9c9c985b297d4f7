import type { ChainClient, ChainSigner } from '@subnetkit/chain'
import type { Keypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { type LogOption, logLevels } from '../log/record.js'

/** A wallet of the official tools, by its name or in parts. */
export interface WalletName {
  /** @default 'default' */
  readonly name?: string | undefined
  /** @default 'default' */
  readonly hotkey?: string | undefined
  /** Folder that holds the wallets. @default '~/.bittensor/wallets' */
  readonly path?: string | undefined
}

/** Whose hotkey a neuron works with. */
export interface HotkeyOptions {
  /**
   * Wallet whose hotkey is used: `wallet`, `wallet/hotkey`, or both with their folder. Sealed hotkeys take their
   * password from the environment, as the `subnet` command does.
   * @default that of BT_WALLET_NAME and BT_WALLET_HOTKEY, or `default/default`
   */
  readonly wallet?: string | WalletName | undefined
  /** The hotkey itself instead of a wallet: a key pair, or a secret URI such as `//Alice` or a mnemonic. */
  readonly hotkey?: string | Keypair | undefined
  /**
   * Signs extrinsics in place of the hotkey's key: the socket of `subnet signer`, or a signer. It must be of the same
   * hotkey.
   * @default the hotkey's key
   */
  readonly signer?: string | ChainSigner | undefined
}

/** Options that miners and validators share. */
export interface NeuronOptions extends HotkeyOptions {
  /**
   * `finney`, `test`, `local`, a WebSocket URL, or several of both, tried in this order.
   * @default none: give `network` or `chain`
   */
  readonly network?: string | readonly string[] | undefined
  /** A connection to use instead of a `network`; it stays the caller's to close. */
  readonly chain?: ChainClient | undefined
  /**
   * Where logs go: `false`, the least level that is written to stderr, or a function that takes every record.
   * @default 'info'
   */
  readonly log?: LogOption | undefined
  /**
   * Whether SIGINT and SIGTERM close everything and end the process with exit code 0.
   * @default true
   */
  readonly signals?: boolean | undefined
}

const object = <T extends object>(what: string, ...methods: (keyof T & string)[]) =>
  z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === 'function'),
    `it must be ${what}`,
  )

/** A function of the caller's. */
export const callback = <T>() => z.custom<T>((value) => typeof value === 'function', 'it must be a function')
/** An object of ours that the caller made, told by its methods. */
export const instance = object
const text = z.string('it must be a text').min(1, 'it must not be empty')
export const integer = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z
    .number(`it must be an integer from ${least} to ${most}`)
    .int(`it must be an integer from ${least} to ${most}`)
    .min(least, `it must be at least ${least}`)
    .max(most, `it must be at most ${most}`)
export const port = integer(0, 65_535)
export const netuid = integer(0, 65_535)

/** Schemas of {@link NeuronOptions}. */
export const neuronSchemas = {
  wallet: z
    .union(
      [text, z.strictObject({ name: text.optional(), hotkey: text.optional(), path: text.optional() })],
      'it must be the name of a wallet, or { name, hotkey, path }',
    )
    .optional(),
  // Never repeats what was given: it is a secret.
  hotkey: z
    .union([text, object<Keypair>('a key pair', 'sign')], 'it must be a secret URI or a key pair')
    .optional(),
  signer: z
    .union(
      [text, object<ChainSigner>('a signer', 'signExtrinsic')],
      'it must be the path of a socket, or a signer',
    )
    .optional(),
  network: z
    .union([text, z.array(text).min(1)], 'it must be the name of a network or a WebSocket URL, or several')
    .optional(),
  chain: object<ChainClient>('a connection made by connectChain', 'ask', 'onHead').optional(),
  log: z
    .union(
      [z.literal(false), z.enum(logLevels), callback<Exclude<LogOption, false | string>>()],
      `it must be false, ${logLevels.map((level) => `'${level}'`).join(', ')} or a function`,
    )
    .default('info'),
  signals: z.boolean('it must be true or false').default(true),
}

/** Why a chain cannot be told from the options, or null. */
export function placeObjection({ network, chain }: Pick<NeuronOptions, 'network' | 'chain'>): string | null {
  if (network !== undefined && chain !== undefined) {
    return 'a connected chain is given as well: leave one of them out'
  }
  if (network !== undefined || chain !== undefined) return null
  return "it is missing: name a network, such as 'finney', or pass a connected chain"
}
