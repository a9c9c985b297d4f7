import { existsSync } from 'node:fs'
import type { Families, MinerEndpoint, Protocol, Subnet } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import type { Handlers } from 'subnetkit'
import type { Progress } from './progress.js'

/** Parts that a miner can play: it does the work, does it less well, cheats, or does not work at all. */
export const roles = ['honest', 'weaker', 'cheat', 'broken'] as const
export type Role = (typeof roles)[number]

/** Means that a miner starts with. */
export interface Stage<P extends Protocol> {
  readonly hotkey: Keypair
  /** Folder of this miner alone, deleted with the demo. */
  readonly folder: string
  /** Serves the protocol to validators with a permit, as on mainnet, and publishes the axon. */
  serve(handlers: Handlers<P>): Promise<void>
  /** Publishes a local port as the axon: for a miner that does not run our server. */
  claim(port: number): Promise<void>
  /** Address of another miner, as soon as it serves. */
  endpointOf(miner: string): Promise<MinerEndpoint>
  /** Closes a resource when the demo ends. */
  own<T extends AsyncDisposable>(resource: T): T
}

/** A miner of the demo. */
export interface CastMiner<P extends Protocol> {
  readonly role: Role
  /** Behavior in a few words, after its name: "answers with the built-in model". */
  readonly what: string
  /** Resolves once the axon is published. */
  start(stage: Stage<P>): Promise<void>
}

/** A validator of the demo. */
export interface CastValidator {
  readonly name: string
  readonly hotkey: Keypair
  /** Folder of this validator alone, deleted with the demo. */
  readonly folder: string
}

/** A subnet with its miners, ready to be played. */
export interface Production<P extends Protocol = Protocol, F extends Families<P> = Families<P>> {
  readonly subnet: Subnet<P, F>
  /** Subnet of a validator that keeps something of its own; same protocol. @default `subnet` for both */
  readonly subnetOf?: ((validator: CastValidator) => Subnet<P, F> | Promise<Subnet<P, F>>) | undefined
  /** Blocks from round to round. Blocks come during a round; the demo skips the rest. */
  readonly roundBlocks: number
  /** Index of the first round after which a miner has a score. @default 0 */
  readonly paysFrom?: number | undefined
  /** By name; the names are those of the table. */
  readonly miners: Readonly<Record<string, CastMiner<P>>>
  /** Runs before each round is planned: for a world that changes. `index` counts from 0. */
  readonly beforeRound?: ((index: number) => Promise<void>) | undefined
}

/** Setting that a cast is opened in. */
export interface Opening {
  readonly rounds: number
  readonly seed: string
  /** True for miners that differ in what they can do, where the subnet has such: a gateway then has something to choose. */
  readonly specialists: boolean
  /** Folder for what the cast needs, deleted with the demo. */
  readonly folder: string
  readonly progress: Progress
}

/** The demo of one subnet; `casts/<subnet>.ts` exports it as `cast`. */
export interface Cast {
  /** Rounds that each validator runs without `--rounds`. */
  readonly rounds: number
  /** Loads what the subnet needs, and measures how long this machine takes for an answer. */
  open(opening: Opening): Promise<Production>
}

/** Infers the protocol of the miners from the subnet. */
export function production<P extends Protocol, F extends Families<P>>(own: Production<P, F>): Production {
  return own as unknown as Production
}

/** Subnets that may have a cast, in the order of `--subnet all`. */
const subnets = ['text', 'image', 'storage', 'prediction'] as const

const fileOf = (subnet: string) => new URL(`./casts/${subnet}.ts`, import.meta.url)

/** Subnets that have a cast. */
export const castNames = (): readonly string[] => subnets.filter((name) => existsSync(fileOf(name)))

/** Loads a cast that {@link castNames} lists. */
export async function loadCast(subnet: string): Promise<Cast> {
  const { cast } = (await import(fileOf(subnet).href)) as { readonly cast: Cast }
  return cast
}
