import type { CheckedExtrinsic } from '../apis/api.js'
import { unsignedAs } from '../extrinsics/extrinsic.js'
import { invalid, PoolRefusal, undecodable } from '../extrinsics/validity.js'
import { end, Pool, type Pooled, type StatusListener } from '../pool/pool.js'
import { rankOf } from '../pool/rank.js'
import type { RuleSwitches, Rules } from '../runtime/context.js'
import { collectHandlers } from '../runtime/handlers.js'
import { hasImage, specVersionOf, writeImage } from '../runtime/image.js'
import type { DispatchError } from '../schema/types/dispatch.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import type { RuntimeImage } from '../schema/version.js'
import { createState, createStateReader, type StateReader } from '../state/state.js'
import { readRoot, Store } from '../state/store.js'
import type { Block } from './block.js'
import { BLOCK_HASH_COUNT, BlockExecution, hashExtrinsic, type Runtime } from './execute.js'
import { Finality } from './finality.js'
import { type Genesis, genesisBlock } from './genesis.js'
import { extrinsicsRoot, type Header, hashHeader, nextStateRoot, slotDigest } from './header.js'
import { History } from './history.js'
import { includeReady } from './include.js'
import {
  checkCall,
  checkExtrinsic,
  checkRules,
  type ValidationContext,
  type ValidExtrinsic,
} from './validate.js'

/** Parts of a chain. */
export interface ChainOptions {
  readonly genesis: Genesis
  /** Blocks of an earlier life to go on from, the genesis first; `genesis` is not used then. */
  readonly past?: readonly [genesis: Block, ...Block[]] | undefined
  readonly rules: Rules
  readonly switches: RuleSwitches
  /** Time from block to block in the chain's own clock, in milliseconds. */
  readonly slotMs: number
  /** Number of past blocks to keep; all by default. */
  readonly history?: number | undefined
  /** True for the short periods of Subtensor's fast builds. */
  readonly isFastBuild?: boolean | undefined
  /** Blocks by which finality trails the head; 0 by default. */
  readonly finalityDelay?: number | undefined
  /** Listens to faults: a rule that threw anything but a refusal. */
  onFault(fault: unknown, where: string): void
}

/** Raw keys (hex without 0x) with their new value, `undefined` for removed ones. */
export type Changes = ReadonlyMap<string, Uint8Array | undefined>

/** All that changes in a chain, as it was at one moment. Taking it copies nothing but the list of the pool. */
export interface ChainMoment {
  readonly head: Block
  /** Edits since the head was made. */
  readonly edits: Changes
  readonly nextTimestamp: number | undefined
  readonly pool: readonly Pooled[]
}

/** Notified when the head is replaced or edited other than by a new block: a revert or an edit. */
export type RewriteListener = (head: Block, before: Block) => void

/** The blocks, the pool and the making of new blocks. A block is final once so many others follow it. */
export class Chain {
  readonly pool = new Pool(({ extrinsic }) =>
    rankOf(extrinsic, this.image.specVersion, this.head.header.number + 1),
  )
  readonly #options: ChainOptions
  readonly #runtime: Runtime
  readonly #history: History
  readonly #newBlock = new Set<(block: Block) => void>()
  readonly #finality: Finality
  readonly #rewritten = new Set<RewriteListener>()
  readonly #newReady = new Set<() => void>()
  #edits: Changes = new Map()
  #nextTimestamp: number | undefined
  #headReader: StateReader | undefined

  constructor(options: ChainOptions) {
    this.#options = options
    this.#runtime = {
      rules: options.rules,
      handlers: collectHandlers(options.rules),
      switches: options.switches,
    }
    const [genesis, ...later] = options.past ?? [genesisBlock(options.genesis, options.rules)]
    this.#history = new History(genesis, options.history)
    for (const block of later) this.#history.append(block)
    this.#finality = new Finality(this.#history, options.finalityDelay ?? 0)
  }

  /** The runtime at the head. */
  get image(): RuntimeImage {
    return this.imageAt(this.state)
  }

  /** The runtime according to a state of this chain. */
  imageAt(state: StateReader): RuntimeImage {
    const { slotMs, isFastBuild = false } = this.#options
    return { specVersion: specVersionOf(state), slotMs, isFastBuild }
  }

  get genesis(): Block {
    return this.#history.genesis
  }

  get head(): Block {
    return this.#history.head
  }

  /** The newest block that is final. */
  get finalized(): Block {
    return this.#finality.block
  }

  /** Typed state of the head. */
  get state(): StateReader {
    this.#headReader ??= createStateReader(readRoot(this.head.root))
    return this.#headReader
  }

  /** All blocks that are remembered, oldest first. */
  blocks(): Block[] {
    return this.#history.blocks()
  }

  blockAt(number: number): Block | undefined {
    return this.#history.at(number)
  }

  blockByHash(hash: string): Block | undefined {
    return this.#history.byHash(hash)
  }

  /** Calls `listener` with every new block; the result ends it. */
  onBlock(listener: (block: Block) => void): () => void {
    this.#newBlock.add(listener)
    return () => this.#newBlock.delete(listener)
  }

  /** Calls `listener` with each block that becomes final; the result ends it. */
  onFinalized(listener: (block: Block) => void): () => void {
    return this.#finality.onBlock(listener)
  }

  /** Calls `listener` after a revert or an edit; the result ends it. */
  onRewrite(listener: RewriteListener): () => void {
    this.#rewritten.add(listener)
    return () => this.#rewritten.delete(listener)
  }

  /** Calls `listener` whenever an extrinsic came that a block could include; the result ends it. */
  onReady(listener: () => void): () => void {
    this.#newReady.add(listener)
    return () => this.#newReady.delete(listener)
  }

  /** Sets the time of the next block, in Unix milliseconds; it has to be later than the head's. */
  setNextTimestamp(timestamp: number): void {
    if (timestamp <= this.head.timestamp)
      throw new RangeError('the next block cannot be earlier than the head')
    this.#nextTimestamp = timestamp
  }

  /** Next nonce of an account on chain, without the pool. */
  nonceOf(account: string): number {
    return this.state.System.Account.get(account).nonce
  }

  /**
   * Takes an extrinsic into the pool and returns its hash; throws a PoolRefusal.
   * `listener` gets its status updates.
   */
  submit(bytes: Uint8Array, listener?: StatusListener): string {
    const hash = hashExtrinsic(bytes)
    return this.#admit({ ...this.#validate(bytes), hash }, listener)
  }

  /** Runs the pool's checks on an extrinsic without submitting it; throws a PoolRefusal. */
  check(bytes: Uint8Array): CheckedExtrinsic {
    const { signer, extrinsic } = this.#validate(bytes)
    const first = this.head.header.number + 1
    const rank = rankOf(extrinsic, this.image.specVersion, first)
    return { signer, nonce: extrinsic.nonce, expected: this.nonceOf(signer), first, ...rank }
  }

  /**
   * Applies an extrinsic to the state of a block, of which nothing stays. Returns its dispatch error, `null` if it went through;
   * throws a PoolRefusal if a block could not include it.
   */
  dryRun(bytes: Uint8Array, { root, header, timestamp }: Block): DispatchError | null {
    const { number, parentHash, digest } = header
    const start = { number, parentHash, digest, timestamp }
    const execution = new BlockExecution(new Store(root), this.#runtime, start)
    const context = { ...this.#validation(execution.state), block: number }
    const valid = checkExtrinsic(context, bytes)
    const { nonce } = execution.state.System.Account.get(valid.signer)
    if (valid.extrinsic.nonce !== nonce) throw invalid(valid.extrinsic.nonce < nonce ? 'stale' : 'future')
    this.#checkRules(context, valid)
    return execution.apply(valid.extrinsic, valid.signer, bytes)
  }

  #validate(bytes: Uint8Array): ValidExtrinsic {
    const context = this.#validation()
    const valid = checkExtrinsic(context, bytes)
    if (valid.extrinsic.nonce < this.nonceOf(valid.signer)) throw invalid('stale')
    this.#checkRules(context, valid)
    return valid
  }

  /**
   * Takes a call into the pool as if `account` had signed it, with its next nonce, and returns the hash of the extrinsic.
   * Checks no signature: not for public interfaces.
   */
  submitAs(account: string, call: RuntimeCall): string {
    const context = this.#validation()
    const nonce = this.pool.nextNonce(account, this.nonceOf(account))
    const { extrinsic, bytes } = unsignedAs(account, nonce, call)
    checkCall(context, call)
    const valid = { extrinsic, signer: account, bytes }
    this.#checkRules(context, valid)
    return this.#admit({ ...valid, hash: hashExtrinsic(bytes) })
  }

  /** A fault of a rule's check refuses what was checked, as a panic of the runtime does. */
  #checkRules(context: ValidationContext, valid: ValidExtrinsic): void {
    try {
      checkRules(context, valid)
    } catch (error) {
      if (error instanceof PoolRefusal) throw error
      const { pallet, call } = valid.extrinsic.call
      this.#options.onFault(error, `the check of ${pallet}.${call}`)
      throw undecodable(`Runtime error: the check of ${pallet}.${call} failed`)
    }
  }

  #admit(admitted: ValidExtrinsic & { readonly hash: string }, listener?: StatusListener): string {
    const listeners = new Set(listener ? [listener] : [])
    const entry: Pooled = { ...admitted, listeners, announced: undefined }
    this.pool.add(entry, this.nonceOf(entry.signer))
    if (entry.announced === 'ready') this.#notifyReady()
    return entry.hash
  }

  /** Everything that changes, as it is now. */
  capture(): ChainMoment {
    return {
      head: this.head,
      edits: this.#edits,
      nextTimestamp: this.#nextTimestamp,
      pool: this.pool.pending(),
    }
  }

  /** Goes back to a moment of this chain; what came after it never was. */
  restore(moment: ChainMoment): void {
    const before = this.head
    this.#history.returnTo(moment.head)
    this.#edits = moment.edits
    this.#nextTimestamp = moment.nextTimestamp
    const retracted = this.#finality.retract()
    this.pool.restore(moment.pool)
    for (const entry of retracted) if (!this.pool.has(entry.hash)) end(entry, 'dropped')
    this.#rewrote(before)
  }

  /**
   * Changes storage between blocks. The head shows it at once; the next block includes it in its changes, so that its
   * hash covers it. If it throws, nothing is changed.
   */
  edit(change: (store: Store) => void): void {
    const before = this.head
    const store = this.#editedStore()
    change(store)
    this.#edits = store.changesSince(before.sealed)
    this.#history.returnTo({ ...before, root: store.root })
    this.#rewrote(before)
  }

  /** Changes the runtime, unless it is already the chain's. */
  upgrade(image: RuntimeImage): void {
    if (hasImage(readRoot(this.head.root), image)) return
    this.edit((store) => {
      const state = createState(store)
      const { number } = this.head.header
      this.#runtime.rules.migrate?.({ state, block: number }, specVersionOf(state), image.specVersion)
      writeImage(store, state, image)
    })
  }

  /** The head's state, to which the edits are changes. */
  #editedStore(): Store {
    const store = new Store(this.head.sealed, this.head.changes)
    for (const [key, value] of this.#edits) {
      if (value) store.set(key, value)
      else store.remove(key)
    }
    return store
  }

  #rewrote(before: Block): void {
    this.#headReader = undefined
    this.pool.announceAll((signer) => this.nonceOf(signer))
    for (const listener of this.#rewritten) listener(this.head, before)
    this.#notifyIfReady()
  }

  #notifyReady(): void {
    for (const notify of this.#newReady) notify()
  }

  #notifyIfReady(): void {
    if (this.pool.size > 0 && this.pool.ready((signer) => this.nonceOf(signer)).length > 0)
      this.#notifyReady()
  }

  /**
   * Makes one block of the ready extrinsics, so many slots after its parent unless its time was set. When a hook
   * throws, the chain stays as it was.
   */
  mine(slots = 1): Block {
    const parent = this.head
    const timestamp = this.#nextTimestamp ?? parent.timestamp + slots * this.#options.slotMs
    const store = this.#editedStore()
    const start = {
      number: parent.header.number + 1,
      parentHash: parent.hash,
      timestamp,
      digest: slotDigest(timestamp, this.#options.slotMs),
    }
    const execution = new BlockExecution(store, this.#runtime, start)
    execution.begin()
    const included = includeReady(execution, {
      ready: this.pool.ready((signer) => this.nonceOf(signer)),
      pool: this.pool,
      validation: (state) => this.#validation(state),
      onFault: (fault, where) => this.#options.onFault(fault, where),
    })
    execution.finish()

    const changes = store.changesSince(parent.sealed)
    const header: Header = {
      parentHash: start.parentHash,
      number: start.number,
      stateRoot: nextStateRoot(parent.header.stateRoot, changes),
      extrinsicsRoot: extrinsicsRoot(execution.extrinsics),
      digest: start.digest,
    }
    const hash = hashHeader(header)
    const block: Block = {
      hash,
      header,
      extrinsics: execution.extrinsics,
      sealed: store.root,
      root: store.root,
      changes,
      timestamp,
    }
    this.#append(block, included)
    return block
  }

  #append(block: Block, included: readonly Pooled[]): void {
    this.#history.append(block)
    this.#edits = new Map()
    this.#headReader = undefined
    this.#nextTimestamp = undefined
    for (const entry of included) this.pool.remove(entry)
    for (const { listeners } of included) {
      for (const listener of listeners) listener({ inBlock: block.hash })
    }
    for (const listener of this.#newBlock) listener(block)
    this.#finality.append(block, included)
    this.pool.announceAll((signer) => this.nonceOf(signer))
    // What found no room waits for the next block, unless it would not fit into an empty one either.
    if (included.length > 0) this.#notifyIfReady()
  }

  /** Also of blocks that are forgotten: the state keeps the hashes of the recent past. */
  #hashOf(number: number): string | undefined {
    const known = this.blockAt(number)?.hash
    if (known !== undefined || number >= this.head.header.number) return known
    return this.state.System.BlockHash.has(number) ? this.state.System.BlockHash.get(number) : undefined
  }

  #validation(state: StateReader = this.state): ValidationContext {
    return {
      runtime: this.#runtime,
      image: this.imageAt(state),
      state,
      block: this.head.header.number + 1,
      genesisHash: this.genesis.hash,
      hashOf: (number) =>
        number > this.head.header.number - BLOCK_HASH_COUNT ? this.#hashOf(number) : undefined,
    }
  }
}
