import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { encodeBare, type SignedExtrinsic } from '../extrinsics/extrinsic.js'
import type { BlockContext, CallContext, Origin, RuleSwitches, Rules } from '../runtime/context.js'
import { DispatchFailure, moduleFailure } from '../runtime/failure.js'
import { requireAllowed } from '../runtime/filter.js'
import { callName, type UntypedHandler } from '../runtime/handlers.js'
import type { EventDataOf, EventName, PalletName } from '../schema/schema.js'
import type { Of } from '../schema/type.js'
import type { DispatchError } from '../schema/types/dispatch.js'
import type { RuntimeCall, RuntimeEvent } from '../schema/types/outer.js'
import type { digest, eventRecord } from '../schema/types/system.js'
import { createState, type State } from '../state/state.js'
import type { Store } from '../state/store.js'

type EventRecord = Of<typeof eventRecord>
type Phase = EventRecord['phase']
type DispatchClass = 'Normal' | 'Mandatory'

/** Checks before a dispatch: none, or filter and guard. */
type Checks = 'unfiltered' | 'guarded'

const NO_WEIGHT = { ref_time: 0n, proof_size: 0n }
/** Hashes of this many past blocks stay in storage. */
export const BLOCK_HASH_COUNT = 2400

/** Inputs of a block. */
export interface BlockStart {
  readonly number: number
  readonly parentHash: string
  /** Unix time in milliseconds. */
  readonly timestamp: number
  readonly digest: Of<typeof digest>
}

/** Dependencies of a block's executor. */
export interface Runtime {
  readonly rules: Rules
  readonly handlers: ReadonlyMap<string, UntypedHandler>
  readonly switches: RuleSwitches
}

/** Makes one block in `store`: begin, apply extrinsics, finish. */
export class BlockExecution {
  readonly state: State
  readonly #store: Store
  readonly #runtime: Runtime
  readonly #start: BlockStart
  readonly #extrinsics: Uint8Array[] = []
  #events: EventRecord[] = []
  #phase: Phase = { type: 'Initialization' }

  constructor(store: Store, runtime: Runtime, start: BlockStart) {
    this.state = createState(store)
    this.#store = store
    this.#runtime = runtime
    this.#start = start
  }

  get extrinsics(): readonly Uint8Array[] {
    return this.#extrinsics
  }

  /** Runs the hooks and the timestamp inherent. What a hook throws ends the block. */
  begin(): void {
    const { number, parentHash, digest, timestamp } = this.#start
    const { System } = this.state
    System.Number.set(number)
    System.ParentHash.set(parentHash)
    System.BlockHash.set(number - 1, parentHash)
    System.BlockHash.remove(number - 1 - BLOCK_HASH_COUNT)
    System.Digest.set(digest)
    this.#runtime.rules.onInitialize?.(this.#context())
    this.#applyInherent({ pallet: 'Timestamp', call: 'set', args: { now: BigInt(timestamp) } })
  }

  /**
   * Dispatches a valid signed extrinsic. The nonce is used up whether or not the call succeeds; a refusal becomes
   * ExtrinsicFailed. Any other error is a fault of a rule: it is thrown, with nothing changed.
   */
  apply(extrinsic: SignedExtrinsic, signer: string, bytes: Uint8Array): void {
    const before = this.#events.length
    this.#phase = { type: 'ApplyExtrinsic', value: this.#extrinsics.length }
    try {
      this.#store.transact(() => {
        this.state.System.Account.update(signer, (info) => ({ ...info, nonce: info.nonce + 1 }))
        // Most of what guards ask was asked by the pool, but not all under every version.
        const error = this.#dispatch(extrinsic.call, { kind: 'signed', account: signer }, 'guarded')
        this.#report(error, 'Normal')
      })
    } catch (fault) {
      this.#events.length = before
      throw fault
    }
    this.#extrinsics.push(bytes)
  }

  /** Adds an event to the extrinsic that was applied last. */
  note<P extends PalletName, E extends EventName<P>>(pallet: P, event: E, data: EventDataOf<P, E>): void {
    this.#deposit(pallet, event, data)
  }

  /** Writes the events, which end the block. */
  finish(): void {
    this.state.System.EventCount.set(this.#events.length)
    this.state.System.Events.set(this.#events)
  }

  #applyInherent(call: RuntimeCall): void {
    this.#phase = { type: 'ApplyExtrinsic', value: this.#extrinsics.length }
    const error = this.#dispatch(call, { kind: 'none' }, 'unfiltered')
    if (error) throw new Error(`the inherent ${callName(call)} was refused`)
    this.#report(null, 'Mandatory')
    this.#extrinsics.push(encodeBare(call))
  }

  #report(error: DispatchError | null, dispatchClass: DispatchClass): void {
    const dispatch_info = { weight: NO_WEIGHT, class: dispatchClass, pays_fee: 'No' } as const
    if (error) this.#deposit('System', 'ExtrinsicFailed', { dispatch_error: error, dispatch_info })
    else this.#deposit('System', 'ExtrinsicSuccess', { dispatch_info })
  }

  #dispatch(call: RuntimeCall, origin: Origin, checks: Checks): DispatchError | null {
    const name = callName(call)
    const handler = this.#runtime.handlers.get(name)
    if (!handler) throw new Error(`${name} came past the pool without a rule`)
    return this.#attempt(() => {
      const context = this.#callContext(origin)
      if (checks === 'guarded') {
        requireAllowed(origin, call)
        this.#runtime.rules.guard?.(context, call)
      }
      handler(context, call.args)
    })
  }

  #attempt(attempt: () => void): DispatchError | null {
    const before = this.#events.length
    try {
      this.#store.transact(attempt)
      return null
    } catch (error) {
      this.#events.length = before
      if (error instanceof DispatchFailure) return error.dispatchError
      throw error
    }
  }

  #deposit(pallet: string, event: string, data: unknown): void {
    const record: RuntimeEvent = { pallet, event, data }
    this.#events.push({ phase: this.#phase, event: record, topics: [] })
  }

  #context(): BlockContext {
    const { number, timestamp, parentHash } = this.#start
    return {
      state: this.state,
      block: number,
      now: timestamp,
      parentHash,
      switches: this.#runtime.switches,
      deposit: (pallet, event, data) => this.#deposit(pallet, event, data),
      fail: (pallet, error) => {
        throw moduleFailure(pallet, error)
      },
      attempt: (attempt) => this.#attempt(attempt),
    }
  }

  #callContext(origin: Origin): CallContext {
    return {
      ...this.#context(),
      origin,
      raw: this.#store,
      extrinsicIndex: this.#extrinsics.length,
      dispatch: (call, as) => this.#dispatch(call, as, 'guarded'),
      dispatchUnfiltered: (call, as) => this.#dispatch(call, as, 'unfiltered'),
    }
  }
}

/** The hash that names an extrinsic. */
export const hashExtrinsic = (bytes: Uint8Array): string => toHex(blake2b256(bytes))
