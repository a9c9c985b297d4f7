import { setTimeout } from 'node:timers/promises'
import { untilAborted } from '@subnetkit/base'
import type { ChainClient } from '@subnetkit/chain'
import type { Redactor } from '../../secrets/redact.js'
import { secretsOfUrl } from '../../secrets/secrets.js'
import type { LoadedConfig, Origin } from '../config/load-config.js'
import { giveSettings, resolveSettings, type Settings } from '../config/settings.js'
import { cliError } from '../errors.js'
import type { CliIo } from '../io.js'
import { createPalette, type Palette } from '../output/palette.js'
import { printableLines } from '../output/text.js'
import { createKeys, type Keys } from './keys.js'

/** Context of every action: settings, output, the chain, and resources to close at the end. */
export interface Context {
  readonly settings: Settings
  /** Configuration of a command that uses some of its sections; empty for others. */
  readonly configured: LoadedConfig
  /** Sources of the global options that are also in the configuration, by its keys; without those that are defaults. */
  readonly globalOrigins: ReadonlyMap<string, GlobalOrigin>
  readonly io: CliIo
  /** Colours for stdout. */
  readonly palette: Palette
  /** Colours for stderr. */
  readonly stderr: Palette
  /** Columns of the terminal; wide enough for anything when stdout is a file. */
  readonly width: number
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** The keys of the wallet that the options name. */
  readonly keys: Keys
  /** Reports progress on stderr, without control characters; silent with `--quiet`. */
  progress(text: string): void
  /** Keeps a secret out of everything that the command writes from now on. */
  hide(secret: string): void
  /** The connection to the chain, made at the first call and closed with the command. */
  chain(): Promise<ChainClient>
  /** Closes something when the command ends, however it ends; the last one first. */
  closeAtEnd(close: () => unknown): void
  /** Waits for the work. Throws INTERRUPTED on Ctrl-C. */
  unlessInterrupted<T>(work: Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Longest wait for sockets to close, in ms: Ctrl-C while a connection is being made must not wait for it. */
const closeDeadlineMs = 2_000

/** Width without a terminal, or with one that does not report it: files and pipes get full lines. */
const unlimitedWidth = 1_000

/** Resolves the settings; throws a usage error when they are wrong. */
export function createContext(
  globals: Readonly<Record<string, unknown>>,
  io: CliIo,
  redactor: Redactor,
  configured: LoadedConfig = { config: {}, file: null, origins: new Map() },
): Context {
  const { config, file } = configured
  const settings = resolveSettings(globals, io.env, { ...config, file })
  for (const url of urlsOf(config)) for (const secret of secretsOfUrl(url)) redactor.hide(secret)
  const env = settings.color ? io.env : { ...io.env, NO_COLOR: '1' }
  const stderr = createPalette(io.stderr, env)
  const signal = io.signal ?? new AbortController().signal
  const closers: (() => unknown)[] = []
  let client: Promise<ChainClient> | undefined

  const progress = (text: string) => {
    if (!settings.quiet) io.stderr.write(`${stderr.dim(printableLines(text))}\n`)
  }

  async function connect(): Promise<ChainClient> {
    const [{ connectChain }, { createSentences }] = await Promise.all([
      import('@subnetkit/chain'),
      import('../../log/connection-event.js'),
    ])
    const { network, deadlineMs } = settings
    progress(`connecting to ${network.join(', ')}`)
    const connecting = connectChain({ network, deadlineMs })
    // Also closes a connection that comes after Ctrl-C.
    closers.push(() => connecting.then((connected) => connected.close()).catch(() => undefined))
    const connected = await connecting
    const sentenceOf = createSentences()
    connected.onEvent((event) => {
      const sentence = sentenceOf(event)
      if (sentence !== null) progress(sentence)
    })
    return connected
  }

  return {
    settings,
    configured,
    globalOrigins: originsOf(giveSettings(globals, io.env, { ...config, file }), file),
    io,
    palette: createPalette(io.stdout, env),
    stderr,
    width: io.stdout.columns || unlimitedWidth,
    signal,
    keys: createKeys(settings, io, progress),
    progress,
    hide: redactor.hide,
    chain: () => {
      client ??= connect()
      return client
    },
    closeAtEnd: (close) => void closers.push(close),
    unlessInterrupted: (work) =>
      untilAborted(work, signal).catch((error) => {
        throw signal.aborted && error === signal.reason ? cliError('INTERRUPTED', {}) : error
      }),
    close: async () => {
      const closing = (async () => {
        for (const close of closers.splice(0).reverse()) await close()
      })()
      await Promise.race([closing, setTimeout(closeDeadlineMs, undefined, { ref: false })])
    },
  }
}

/** Value of a global option, and its source. */
interface GlobalOrigin {
  readonly value: string
  readonly from: Origin
  readonly name: string
}

/** Keys of the configuration for what the global options give. */
const keys = {
  network: 'network.endpoints',
  'wallet.name': 'wallet.name',
  'wallet.hotkey': 'wallet.hotkey',
  'wallet.path': 'wallet.path',
  signerSocket: 'wallet.signerSocket',
} as const

function originsOf(
  given: ReturnType<typeof giveSettings>,
  file: string | null,
): ReadonlyMap<string, GlobalOrigin> {
  const origins = new Map<string, GlobalOrigin>()
  for (const [name, key] of Object.entries(keys)) {
    const one = given[name as keyof typeof keys]
    if (one === undefined || one.from === 'the default') continue
    const from = one.from.startsWith('--') ? 'flag' : one.from === `${file} ${key}` ? 'file' : 'environment'
    origins.set(key, { value: one.value, from, name: from === 'file' ? (file ?? '') : one.from })
  }
  return origins
}

/** Every URL of a configuration: those of servers may have a password. */
function urlsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(',').filter((part) => part.includes('://'))
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(urlsOf) : []
}
