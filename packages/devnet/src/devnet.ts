import {
  callback,
  configError,
  flag,
  integer,
  longestTimerMs,
  milliseconds,
  oneOf,
  optionsOf,
  parseOptions,
  port,
  rao,
  text,
} from '@subnetkit/base'
import { z } from 'zod'
import type { Block } from './chain/block.js'
import { Chain } from './chain/chain.js'
import type { Genesis } from './chain/genesis.js'
import { type BlockTime, startMining } from './chain/mining.js'
import { loadWasm } from './codec/wasm.js'
import { toAccount } from './dev/account.js'
import { type BlockSummary, createDeveloperApi, type DeveloperApi } from './dev/developer.js'
import { blockAuthors, devAccounts } from './dev-accounts.js'
import { beaconConfigOf } from './drand/local-beacon.js'
import { type BeaconOption, beaconOf, beaconOption, checkBeacon } from './drand/option.js'
import type { LoadedFork } from './fork/load.js'
import { type ForkOptions, type ForkSettings, forkOption } from './fork/options.js'
import { beaconOfState, forkedPast, stateOfFork } from './fork/start.js'
import { describeFork, type ForkSummary, madeFork } from './fork/summary.js'
import { agreeOn } from './persist/made.js'
import { keepStateFile, loadStateFile } from './persist/state-file.js'
import type { Preset } from './presets/preset.js'
import { type PresetName, presetNames, presets } from './presets/presets.js'
import { needMethods } from './rpc/loaded.js'
import { createPlaces } from './rpc/session/places.js'
import type { SessionHost } from './rpc/session/session.js'
import { subtensorRules } from './rules/rules.js'
import type { Rules } from './runtime/context.js'
import { mainnetImage } from './schema/version.js'
import { createProvider, type DevnetProvider } from './server/provider.js'
import type { DevnetServer } from './server/server.js'
import { createStateReader, type StateReader } from './state/state.js'
import { readRoot } from './state/store.js'

const SAVE_EVERY_MS = 30_000
/** Subscriptions of all clients together. */
const MAX_SUBSCRIPTIONS = 8192
/** Characters of the storage keys that all clients together are subscribed to. */
const MAX_KEY_CHARACTERS = 96 * 2 ** 20
/** 2026-01-01T00:00:00Z: start of the clock of a seeded chain. */
const SEEDED_GENESIS_MS = 1_767_225_600_000

const optionsSchema = optionsOf({
  seed: z.string({ error: 'a string' }).optional(),
  port: port().optional(),
  preset: oneOf(...presetNames).optional(),
  blockTime: z
    .union([z.literal('instant'), z.literal('manual'), milliseconds()], {
      error: `'instant', 'manual' or a time from 1 to ${longestTimerMs} ms`,
    })
    .optional(),
  genesisTime: integer(1).optional(),
  allowLoopbackAxons: flag().default(false),
  allowedOrigins: z.array(text('an origin, such as https://polkadot.js.org')).default([]),
  history: integer(1).optional(),
  finalityDelay: z
    .union([integer(0, 10_000), z.string().regex(/^[0-9]{1,8}ms$/)], {
      error: "a number of blocks up to 10000, or a time such as '750ms'",
    })
    .optional(),
  balances: z.record(z.string(), rao(), { error: 'balances in rao by account' }).default({}),
  beacon: beaconOption,
  specVersion: integer(1, 0xffff_ffff).optional(),
  stateFile: text('the path of a file').optional(),
  fork: forkOption.optional(),
  onFault: callback<NonNullable<DevnetOptions['onFault']>>().default(() => warn),
})

/** Options of a devnet. */
export interface DevnetOptions {
  /**
   * With a seed, the clock starts at a fixed time, and the same calls give the same block hashes.
   * @default none: the clock starts now
   */
  readonly seed?: string | undefined
  /**
   * Port on 127.0.0.1 and ::1 for websockets and HTTP; 0 picks a free one.
   * @default none: no socket, only `provider`
   */
  readonly port?: number | undefined
  /**
   * Settings to start from: `fast`, `localnet` (Subtensor's own, as its images have it) or `mainnet-like`.
   * @default none: the chain's own local genesis
   */
  readonly preset?: PresetName | undefined
  /**
   * Block production: `instant` for each submitted extrinsic, `manual` only by `mine`, or a number of milliseconds
   * between blocks. `mine` works in all modes.
   * @default the preset's, or 'instant'
   */
  readonly blockTime?: BlockTime | undefined
  /**
   * Unix milliseconds of block 0.
   * @default now, or 2026-01-01 with a seed
   */
  readonly genesisTime?: number | undefined
  /**
   * Lets miners serve an axon on 127.0.0.1. The real chain refuses that: for local development only.
   * @default false
   */
  readonly allowLoopbackAxons?: boolean | undefined
  /**
   * Origins of web pages that may use the port, such as `https://polkadot.js.org`, besides pages of this machine. A page that
   * may use it can do everything with the chain.
   * @default none
   */
  readonly allowedOrigins?: readonly string[] | undefined
  /**
   * File that stores the chain: resumed from if it exists, and written every half minute and when the devnet closes.
   * It holds the state of the last 256 blocks, but no snapshots. Seed and preset must be those that the chain was
   * started with; other genesis options are ignored. A damaged or foreign file is refused with BAD_STATE_FILE and left
   * unchanged.
   * @default none: the chain lives in memory
   */
  readonly stateFile?: string | undefined
  /**
   * Number of past blocks to keep, with their state. Older ones read as unknown, like those of a pruned node; the genesis
   * stays.
   * @default all
   */
  readonly history?: number | undefined
  /**
   * How far finality trails the head: a number of blocks, or a time such as `750ms`, rounded up to whole blocks. A block becomes
   * final when so many others follow it, also where blocks are made on request.
   * @default the preset's where a timer makes the blocks (3 in `localnet`), or 0: every block is final at once
   */
  readonly finalityDelay?: number | string | undefined
  /**
   * Free balances in rao, by account (SS58 or 0x-hex), over those of the dev accounts.
   * @default {}
   */
  readonly balances?: Readonly<Record<string, bigint>> | undefined
  /**
   * Source of the pulses that reveal timelocked commits. `local`: the devnet's own beacon, whose rounds follow quicknet's
   * numbers by the chain's clock, and whose public key clients find in storage (`Drand.BeaconConfig`); public pulses fed
   * in count as well. `quicknet`: only those.
   * @default 'local'
   */
  readonly beacon?: BeaconOption | undefined
  /**
   * Spec version of the runtime from here on. Versions before the devnet's own (425) lack later metadata and calls,
   * and follow older rules where docs/devnet-conformance.md lists them. The genesis hash is the same for all.
   * @default that of the state file or of the fork, or 425
   */
  readonly specVersion?: number | undefined
  /**
   * Subnet of another chain to go on from: its neurons, stakes, weights, bonds, settings and pool at one block, read from any
   * node. Accounts act without their keys through `impersonate`. Its preset and genesis time are those of that chain, and a state
   * file that exists comes before it. Throws an error whose code starts with FORK_ where the subnet cannot be read.
   * @default none: a chain of its own
   */
  readonly fork?: ForkOptions | undefined
  /**
   * Listens to faults: a rule that threw anything but a refusal, which is a bug. The extrinsic is dropped, and the chain
   * continues.
   * @default emits a process warning
   */
  readonly onFault?: ((fault: unknown, where: string) => void) | undefined
}

/** A running devnet. */
export interface Devnet extends DeveloperApi, AsyncDisposable {
  /** `ws://127.0.0.1:port`; `undefined` without a port. */
  readonly url: string | undefined
  /** A provider for @polkadot/api that needs no socket. */
  readonly provider: DevnetProvider
  /** Block production in the background. */
  readonly blockTime: BlockTime
  /** The settings that the chain was started with. */
  readonly preset: PresetName | undefined
  /** The subnet and the block that the chain was forked from; `undefined` for a chain of its own. */
  readonly fork: ForkSummary | undefined
  /** The newest block. */
  readonly head: BlockSummary
  /** Typed state of the head. */
  readonly state: StateReader
  /** Writes the state file now. Does nothing without one. */
  save(): Promise<void>
  /** Stops the timer and the server, and writes the state file. */
  close(): Promise<void>
}

/**
 * Starts a Subtensor chain in this process. Throws CONFIG_INVALID for options and for a port that cannot be listened
 * on, and BAD_STATE_FILE and BAD_OPTION for a state file.
 *
 * @example
 * await using devnet = await createDevnet({ port: 0 })
 * devnet.mine(10)
 */
export function createDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  return startDevnet(subtensorRules, options)
}

/** Starts a chain with custom rules. Usually you want {@link createDevnet}. */
export async function startDevnet(rules: Rules, options: DevnetOptions): Promise<Devnet> {
  const parsed = parseOptions(optionsSchema, options, 'createDevnet')
  const { stateFile: path, onFault } = parsed
  const saved = path === undefined ? undefined : await loadStateFile(path)
  if (parsed.fork && parsed.preset) throw presetOfFork()
  const loaded = saved || !parsed.fork ? undefined : await readFork(parsed.fork)
  const made = agreeOn(parsed, saved?.made, loaded && madeFork(loaded.fork))
  const preset: Preset | undefined = made.preset === null ? undefined : presets[made.preset]
  const { fork } = made
  const blockTime = parsed.blockTime ?? preset?.blockTime ?? 'instant'
  const forkState = loaded ? stateOfFork(loaded.fork) : fork && saved ? stateOf(saved.moment.head) : undefined
  const beacon = beaconOf(parsed.beacon ?? (forkState && beaconOfState(forkState)))
  const timed = typeof blockTime === 'number'
  const slotMs = timed ? blockTime : (preset?.blockTime ?? fork?.slotMs ?? mainnetImage.slotMs)
  const isFastBuild = preset?.isFastBuild ?? fork?.isFastBuild ?? false
  const genesis: Genesis = {
    timestamp: parsed.genesisTime ?? (made.seed === null && !fork ? Date.now() : SEEDED_GENESIS_MS),
    seed: made.seed ?? '',
    balances: new Map([...devBalances, ...givenBalances(parsed.balances)]),
    sudo: devSudo,
    authors: blockAuthors,
    isFastBuild,
    storage: { ...preset?.genesis, ...(beacon && { Drand: { BeaconConfig: beaconConfigOf(beacon) } }) },
  }
  const chain = new Chain({
    rules,
    past: saved?.past ?? (loaded && forkedPast({ fork: loaded.fork, genesis, rules, beacon })),
    genesis,
    switches: {
      allowLoopbackAxons: parsed.allowLoopbackAxons,
      newSubnet: preset?.newSubnet ?? {},
      isFastBuild,
      beacon,
    },
    slotMs,
    isFastBuild,
    finalityDelay: blocksOf(parsed.finalityDelay ?? (timed ? preset?.finalityDelay : 0), slotMs),
    history: parsed.history,
    onFault,
  })
  checkBeacon(chain.state, beacon)
  const dev = createDeveloperApi(chain, beacon)
  const host: SessionHost = {
    chain,
    dev,
    get methods() {
      return needMethods()
    },
    places: createPlaces(MAX_SUBSCRIPTIONS),
    keyPlaces: createPlaces(MAX_KEY_CHARACTERS),
  }
  const stopMining = startMining(chain, blockTime, onFault)
  // Extrinsics that waited in the pool may be due at once, so the miner has to listen by now.
  if (saved) chain.restore(saved.moment)
  chain.upgrade({ ...chain.image, specVersion: parsed.specVersion ?? chain.image.specVersion })
  const server =
    parsed.port === undefined
      ? undefined
      : await serve(host, parsed.port, parsed.allowedOrigins).catch((error: unknown) => {
          stopMining()
          throw error
        })
  // Clients will wait for this; if it fails, they get the error.
  loadWasm().catch(() => {})
  const keeper =
    path === undefined
      ? undefined
      : keepStateFile(chain, {
          path,
          made,
          everyMs: SAVE_EVERY_MS,
          onFailure: (error) => onFault(error, 'saving the state file'),
        })
  const save = async () => keeper?.save()
  const close = async () => {
    stopMining()
    await server?.close()
    await keeper?.close()
  }
  return {
    ...dev,
    url: server?.url,
    blockTime,
    preset: made.preset ?? undefined,
    fork: fork ? describeFork(fork, loaded?.cached) : undefined,
    provider: createProvider(host),
    get head() {
      const { hash, header, timestamp }: Block = chain.head
      return { hash, number: header.number, timestamp }
    },
    get state() {
      return chain.state
    },
    save,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const stateOf = ({ root }: Block): StateReader => createStateReader(readRoot(root))

const presetOfFork = () =>
  configError('CONFIG_INVALID', {
    place: 'createDevnet preset',
    detail: 'a fork has the settings of its chain, not those of a preset',
    fix: 'Leave out preset, or fork.',
  })

/** A finality delay in blocks. */
function blocksOf(delay: number | string = 0, slotMs: number): number {
  return typeof delay === 'number' ? delay : Math.ceil(Number.parseInt(delay, 10) / slotMs)
}

/** Only a chain that begins as a fork loads what reads one. */
async function readFork(settings: ForkSettings): Promise<LoadedFork> {
  const { loadFork } = await import('./fork/load.js')
  return loadFork(settings)
}

/** Only callers that request a port wait for the server's needs. */
async function serve(
  host: SessionHost,
  port: number,
  allowedOrigins: readonly string[],
): Promise<DevnetServer> {
  const { listen } = await import('./server/server.js')
  try {
    return await listen(host, port, allowedOrigins)
  } catch (cause) {
    throw portError(port, cause)
  }
}

function portError(port: number, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException
  const fix = portFixes[code ?? '']?.(port)
  if (fix === undefined) return cause
  const detail = `cannot listen on ${port}: ${code}`
  return configError('CONFIG_INVALID', { place: 'createDevnet port', detail, fix }, { cause })
}

const portFixes: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) => `Choose another port: ${port} is in use.`,
  EACCES: (port) => `Choose a port above 1023: your user may not open ${port}.`,
}

const devBalances = devAccounts.map(({ account, free }) => [account, free] as const)
const devSudo = devAccounts.find(({ isSudo }) => isSudo)!.account

const givenBalances = (balances: Readonly<Record<string, bigint>>) =>
  Object.entries(balances).map(([address, rao]) => [toAccount(address), rao] as const)

function warn(fault: unknown, where: string): void {
  const detail = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
  process.emitWarning(`the devnet failed in ${where}: ${detail}`, 'DevnetFault')
}
