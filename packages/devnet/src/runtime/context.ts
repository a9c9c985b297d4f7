import type { LocalBeacon } from '../drand/local-beacon.js'
import type { StorageItem } from '../schema/pallet.js'
import type {
  CallArgs,
  CallName,
  ErrorName,
  EventDataOf,
  EventName,
  PalletName,
  Schema,
} from '../schema/schema.js'
import type { DispatchError } from '../schema/types/dispatch.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import type { State, StateReader } from '../state/state.js'
import type { Weight } from '../weights/weight.js'
import { badOrigin } from './failure.js'

/** Origin of a call; accounts are lower-case 0x-hex of 32 bytes. */
export type Origin =
  | {
      readonly kind: 'signed'
      readonly account: string
      /** Calls that the origin may dispatch, also inside others; all by default. */
      readonly mayCall?: (call: RuntimeCall) => boolean
    }
  | { readonly kind: 'root' }
  | { readonly kind: 'none' }

/** Context of every rule: the state of the block being made. */
export interface BlockContext {
  readonly state: State
  /** Number of the block being made. */
  readonly block: number
  /** Unix time of the block in milliseconds. */
  readonly now: number
  /** Hash of the parent block, 0x-hex. */
  readonly parentHash: string
  /** Switches of this devnet that differ from the real chain. */
  readonly switches: RuleSwitches
  /** Adds an event to the block. */
  deposit<P extends PalletName, E extends EventName<P>>(pallet: P, event: E, data: EventDataOf<P, E>): void
  /** Refuses with an error of a pallet; what the call wrote is undone. */
  fail<P extends PalletName>(pallet: P, error: ErrorName<P>): never
  /**
   * Runs `attempt` so that its writes and events vanish when it fails.
   * Returns the dispatch error, or `null` when it went through.
   */
  attempt(attempt: () => void): DispatchError | null
}

/** Context of a call. */
export interface CallContext extends BlockContext {
  readonly origin: Origin
  /** The raw storage behind `state`: keys are hex without 0x. */
  readonly raw: {
    set(key: string, value: Uint8Array): void
    remove(key: string): void
    entries(prefix: string): Iterable<readonly [key: string, value: Uint8Array]>
  }
  /** Position of the extrinsic in its block. */
  readonly extrinsicIndex: number
  /**
   * Dispatches another call in its own transaction; gives its error, or `null` when it went through. Calls of accounts pass
   * the base filter and the rules' guard first.
   */
  dispatch(call: RuntimeCall, origin: Origin): DispatchError | null
  /** As `dispatch`, without filter and guard. */
  dispatchUnfiltered(call: RuntimeCall, origin: Origin): DispatchError | null
  /** Weight that the call dispatched last has used. */
  spent(): Spent
  /** Version of the runtime. */
  readonly specVersion: number
  /** Notes what the call has used, if less than declared, and that it is free after all. It holds for a failing call too. */
  settle(used: Settlement): void
}

/** Weight and fee terms that a call has used in the end. */
export interface Settlement {
  /** @default what it declared */
  readonly weight?: Weight
  /** @default what it declared */
  readonly isFree?: true
}

/** Weight that a dispatched call has used. */
export interface Spent {
  /** Weight that it reported, or else declared. */
  readonly weight: Weight
  /** Returns true if the call reported what it used. */
  readonly isReported: boolean
}

/** Payment of fees with stake, by calls that take stake away and whose signer has too little TAO. */
export interface StakeFees {
  /** Returns true if the signer of a call can pay so many rao with stake. */
  canPay(
    ctx: Pick<BlockContext, 'block'> & { readonly state: StateReader },
    who: string,
    call: RuntimeCall,
    rao: bigint,
  ): boolean
  /** Sells stake for a fee, pays `author`, and reports what was taken. */
  pay(ctx: BlockContext, who: string, call: RuntimeCall, rao: bigint, author: string | undefined): StakePaid
}

/** A fee that was paid with stake. */
export interface StakePaid {
  readonly netuid: number
  readonly alpha_fee: bigint
  /** Proceeds of its sale, rao. */
  readonly tao_amount: bigint
}

export type SubtensorStorage = Schema['SubtensorModule']['storage']

/** Values of Subtensor's storage items that have one for each subnet. */
export type SubnetSettings = {
  readonly [I in keyof SubtensorStorage as SubtensorStorage[I] extends StorageItem<
    [number],
    infer _V,
    infer _R
  >
    ? I
    : never]?: SubtensorStorage[I] extends StorageItem<[number], infer V, infer _R> ? V : never
}

/** Departures from the real chain that a developer has enabled. */
export interface RuleSwitches {
  /** Initial values of a new subnet, overriding the chain's own. */
  readonly newSubnet?: SubnetSettings
  /** Lets axons be served on 127.0.0.1 and ::1, which the real chain refuses. */
  readonly allowLoopbackAxons: boolean
  /** The short periods of Subtensor's fast builds, where the chain fixes them when it is built. */
  readonly isFastBuild?: boolean
  /** The devnet's own beacon; without one, only public pulses that are fed in come. */
  readonly beacon?: LocalBeacon | undefined
}

/** Carries out one call. Refuses by `ctx.fail` or by throwing a `DispatchFailure`. */
export type CallHandler<N extends CallName> = (ctx: CallContext, args: CallArgs<N>) => void

/** Handlers by `Pallet.call`. A call of the schema without one is refused by the pool, by name. */
export type CallHandlers = { readonly [N in CallName]?: CallHandler<N> }

/** Context of a check before dispatch: in the pool the state of the head, as the next block will see it. */
export interface PoolContext {
  readonly state: StateReader
  /** Number of the block that includes the call, or would include it. */
  readonly block: number
  readonly origin: Origin
  readonly switches: RuleSwitches
}

/** The rules of a chain, as plain functions over typed state. */
export interface Rules {
  readonly calls: CallHandlers
  /** Writes the rules' part of the genesis state; balances are there already. */
  genesis?(ctx: GenesisContext): void
  /** Runs before the extrinsics of each block. */
  onInitialize?(ctx: BlockContext): void
  /** Checks a call before it enters the pool; a number is the custom code of the refusal. */
  validate?(ctx: PoolContext, call: RuntimeCall): number | null
  /** Checks a call inside another one before its dispatch, as the pool does with those that stand alone; throws a refusal. */
  guard?(ctx: PoolContext, call: RuntimeCall): void
  readonly stakeFees?: StakeFees
  /** Converts the state of a chain whose head has this number, before its runtime changes from one version to the other. */
  migrate?(ctx: Pick<BlockContext, 'state' | 'block'>, from: number, to: number): void
}

/** Context of the rules' genesis. */
export interface GenesisContext {
  readonly state: State
  /** Account of //Alice, who holds the sudo key. */
  readonly sudo: string
  /** True for a chain with the short periods of Subtensor's fast builds. */
  readonly isFastBuild: boolean
}

/** The signer of a call, or BadOrigin. */
export function ensureSigned(ctx: { readonly origin: Origin }): string {
  if (ctx.origin.kind !== 'signed') throw badOrigin()
  return ctx.origin.account
}

/** BadOrigin unless root dispatches. */
export function ensureRoot(ctx: { readonly origin: Origin }): void {
  if (ctx.origin.kind !== 'root') throw badOrigin()
}

/** BadOrigin unless the block's author dispatches. */
export function ensureNone(ctx: { readonly origin: Origin }): void {
  if (ctx.origin.kind !== 'none') throw badOrigin()
}
