import { callback, checked, configError, flag, made, oneOf, optionsOf, text } from '@subnetkit/base'
import type { ChainClient, ChainSigner } from '@subnetkit/chain'
import type { Keypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { type LogOption, type LogRecord, logLevels } from '../log/record.js'

/** A wallet of the official tools, by its name or in parts. */
export interface WalletName {
  /** @default 'default' */
  readonly name?: string | undefined
  /** @default 'default' */
  readonly hotkey?: string | undefined
  /** Folder that holds the wallets. @default '~/.bittensor/wallets' */
  readonly path?: string | undefined
}

/** Options that name the hotkey of a neuron. */
export interface HotkeyOptions {
  /**
   * Wallet whose hotkey is used: `wallet`, `wallet/hotkey`, or both with their folder. The password of an encrypted
   * hotkey comes from the environment, as for the `subnet` command.
   * @default that of BT_WALLET_NAME and BT_WALLET_HOTKEY, or `default/default`
   */
  readonly wallet?: string | WalletName | undefined
  /** The hotkey itself instead of a wallet: a key pair, or a secret URI such as `//Alice` or a mnemonic. */
  readonly hotkey?: string | Keypair | undefined
  /**
   * Signer of extrinsics, instead of the hotkey's key: the socket of `subnet signer`, or a signer object. It must hold
   * the same hotkey. One that signs requests as well (`--sign-requests`) lets a validator do without the key.
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
   * Destination of logs: `false` for none, the least level that is written to stderr, `{ level, format }` with the
   * format `json` for collectors, or a function that receives every record.
   * @default 'info'
   */
  readonly log?: LogOption | undefined
  /**
   * Close everything and exit with code 0 on SIGINT and SIGTERM; or a signal that closes everything when it aborts, also
   * during the start, which then fails.
   * @default true
   */
  readonly signals?: boolean | AbortSignal | undefined
}

/** Fields of {@link NeuronOptions}. */
export const neuronFields = {
  wallet: z
    .union(
      [text(), optionsOf({ name: text().optional(), hotkey: text().optional(), path: text().optional() })],
      {
        error: 'the name of a wallet, or { name, hotkey, path }',
      },
    )
    .optional(),
  hotkey: z
    .union([text(), made<Keypair>('a key pair', 'sign')], { error: 'a secret URI or a key pair' })
    .optional(),
  signer: z
    .union([text(), made<ChainSigner>('a signer', 'signExtrinsic')], {
      error: 'the path of a socket, or a signer',
    })
    .optional(),
  network: z
    .union([text(), z.array(text()).min(1)], {
      error: 'the name of a network or a WebSocket URL, or several of them',
    })
    .optional(),
  chain: made<ChainClient>('a connection made by connectChain', 'ask', 'onHead').optional(),
}

/** Fields of everything that runs. */
export const runningFields = {
  log: z
    .union(
      [
        z.literal(false),
        z.enum(logLevels),
        optionsOf({ level: z.enum(logLevels).optional(), format: oneOf('text', 'json').optional() }),
        callback<(record: LogRecord) => void>(),
      ],
      { error: `false, one of ${logLevels.join(', ')}, { level, format }, or a function` },
    )
    .default('info'),
  signals: z
    .union([flag(), checked<AbortSignal>((value) => value instanceof AbortSignal, 'an AbortSignal')], {
      error: 'true, false, or an AbortSignal',
    })
    .default(true),
}

/** Throws CONFIG_INVALID unless exactly one of `network` and `chain` is given. */
export function checkPlace(
  place: string,
  { network, chain }: Pick<NeuronOptions, 'network' | 'chain'>,
): void {
  if (network !== undefined && chain !== undefined) {
    const fix = 'Leave out either the network or the chain.'
    throw invalid(`${place} network`, 'a connected chain is given as well', fix)
  }
  if (network === undefined && chain === undefined) {
    const fix = "Name a network, such as 'finney', or pass a connected chain."
    throw invalid(`${place} network`, 'it is missing', fix)
  }
}

/** Returns the error for options that contradict each other. */
export const invalid = (place: string, detail: string, fix: string) =>
  configError('CONFIG_INVALID', { place, detail, fix })

/** Options of a function, all but some, each named: one that is added has to be passed on or left out on purpose. */
export type Passed<Options, LeftOut extends keyof Options> = {
  readonly [Name in Exclude<keyof Options, LeftOut>]-?: Options[Name] | undefined
}
