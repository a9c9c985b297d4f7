import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { encodeBare, type SignedExtrinsic } from '../extrinsics/extrinsic.js'
import { chargeFee, pricedOf, settleCharge } from '../fees/charge.js'
import { baseWeight } from '../fees/fee.js'
import type {
  BlockContext,
  CallContext,
  Origin,
  RuleSwitches,
  Rules,
  Settlement,
  Spent,
} from '../runtime/context.js'
import { DispatchFailure, moduleFailure } from '../runtime/failure.js'
import { requireAllowed } from '../runtime/filter.js'
import { callName, type UntypedHandler } from '../runtime/handlers.js'
import { specVersionOf } from '../runtime/image.js'
import type { EventDataOf, EventName, PalletName } from '../schema/schema.js'
import type { Of } from '../schema/type.js'
import type { DispatchError } from '../schema/types/dispatch.js'
import type { RuntimeCall, RuntimeEvent } from '../schema/types/outer.js'
import type { digest, eventRecord } from '../schema/types/system.js'
import { createState, type State } from '../state/state.js'
import type { Store } from '../state/store.js'
import { dispatchInfoOf } from '../weights/dispatch-info.js'
import type { DispatchClass } from '../weights/measured.js'
import { lowerOf, noWeight, sumOf, type Weight } from '../weights/weight.js'
import { BlockRoom } from './room.js'

type EventRecord = Of<typeof eventRecord>
type Phase = EventRecord['phase']

/** Checks before a dispatch: none, or filter and guard. */
type Checks = 'unfiltered' | 'guarded'

/** Hashes of this many past blocks stay in storage. */
export const BLOCK_HASH_COUNT = 2400

/** Result of a dispatch: what it used in the end. */
interface Dispatched {
  readonly error: DispatchError | null
  readonly weight: Weight
  readonly paysFee: boolean
}

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
  #spent: Spent = { weight: noWeight, isReported: false }
  readonly #room = new BlockRoom()
  readonly #specVersion: number

  constructor(store: Store, runtime: Runtime, start: BlockStart) {
    this.state = createState(store)
    this.#store = store
    this.#runtime = runtime
    this.#start = start
    this.#specVersion = specVersionOf(this.state)
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
   * ExtrinsicFailed and is returned. Any other error, such as a fault of a rule, a fee that cannot be paid or a block that has no
   * room left, is thrown, with nothing changed.
   */
  apply(extrinsic: SignedExtrinsic, signer: string, bytes: Uint8Array): DispatchError | null {
    const before = this.#events.length
    const leaveRoom = this.#room.save()
    this.#phase = { type: 'ApplyExtrinsic', value: this.#extrinsics.length }
    try {
      return this.#store.transact(() => {
        this.state.System.Account.update(signer, (info) => ({ ...info, nonce: info.nonce + 1 }))
        const context = this.#context()
        const declared = pricedOf(extrinsic.call, bytes.length, this.#specVersion)
        this.#room.take(declared)
        const signed = { extrinsic, signer, length: bytes.length }
        const charge = chargeFee(context, this.#runtime.rules, signed, declared)
        // Most of what guards ask was asked by the pool, but not all under every version.
        const done = this.#dispatch(extrinsic.call, { kind: 'signed', account: signer }, 'guarded')
        const used = { ...declared, weight: done.weight, paysFee: done.paysFee }
        this.#room.giveBack(declared, done.weight)
        if (charge) settleCharge(context, charge, used)
        this.#report(done.error, used)
        this.#extrinsics.push(bytes)
        return done.error
      })
    } catch (fault) {
      this.#events.length = before
      leaveRoom()
      throw fault
    }
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
    const done = this.#dispatch(call, { kind: 'none' }, 'unfiltered')
    if (done.error) throw new Error(`the inherent ${callName(call)} was refused`)
    const bytes = encodeBare(call)
    this.#room.take({ ...done, class: 'Mandatory', length: bytes.length })
    this.#report(null, { ...done, class: 'Mandatory' })
    this.#extrinsics.push(bytes)
  }

  #report(
    error: DispatchError | null,
    { weight, class: of, paysFee }: { weight: Weight; class: DispatchClass; paysFee: boolean },
  ): void {
    const dispatch_info = {
      weight: sumOf(weight, baseWeight(of)),
      class: of,
      pays_fee: paysFee ? 'Yes' : 'No',
    } as const
    if (error) this.#deposit('System', 'ExtrinsicFailed', { dispatch_error: error, dispatch_info })
    else this.#deposit('System', 'ExtrinsicSuccess', { dispatch_info })
  }

  #dispatch(call: RuntimeCall, origin: Origin, checks: Checks): Dispatched {
    const name = callName(call)
    const handler = this.#runtime.handlers.get(name)
    if (!handler) throw new Error(`${name} came past the pool without a rule`)
    const declared = dispatchInfoOf(call, this.#specVersion)
    let used: Settlement = {}
    const context = this.#callContext(origin, (settlement) => {
      used = settlement
    })
    const error = this.#attempt(() => {
      if (checks === 'guarded') {
        requireAllowed(origin, call)
        this.#runtime.rules.guard?.(context, call)
      }
      handler(context, call.args)
    })
    const weight = used.weight ? lowerOf(used.weight, declared.weight) : declared.weight
    this.#spent = { weight, isReported: used.weight !== undefined }
    return { error, weight, paysFee: declared.paysFee && used.isFree !== true }
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

  #callContext(origin: Origin, settle: (used: Settlement) => void): CallContext {
    return {
      ...this.#context(),
      origin,
      raw: this.#store,
      extrinsicIndex: this.#extrinsics.length,
      specVersion: this.#specVersion,
      dispatch: (call, as) => this.#dispatch(call, as, 'guarded').error,
      dispatchUnfiltered: (call, as) => this.#dispatch(call, as, 'unfiltered').error,
      spent: () => this.#spent,
      settle,
    }
  }
}

/** The hash that names an extrinsic. */
export const hashExtrinsic = (bytes: Uint8Array): string => toHex(blake2b256(bytes))
