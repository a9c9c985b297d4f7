import { invalid, PoolRefusal } from '../extrinsics/validity.js'
import { Pool, type Pooled, type StatusListener } from '../pool/pool.js'
import type { RuleSwitches, Rules } from '../runtime/context.js'
import { collectHandlers } from '../runtime/handlers.js'
import { createStateReader, type StateReader } from '../state/state.js'
import { readRoot, Store } from '../state/store.js'
import type { Block } from './block.js'
import { BLOCK_HASH_COUNT, BlockExecution, hashExtrinsic, type Runtime } from './execute.js'
import { type Genesis, genesisBlock } from './genesis.js'
import { extrinsicsRoot, type Header, hashHeader, nextStateRoot, slotDigest } from './header.js'
import { checkExtrinsic, checkRules, type ValidationContext } from './validate.js'

/** What a chain is made of. */
export interface ChainOptions {
  readonly genesis: Genesis
  readonly rules: Rules
  readonly switches: RuleSwitches
  /** Time from block to block in the chain's own clock, in milliseconds. */
  readonly slotMs: number
  /** Hears of faults: a rule that threw something else than a refusal. */
  onFault(fault: unknown, where: string): void
}

/** The blocks, the pool and the making of new blocks. Every new block is final at once. */
export class Chain {
  readonly pool = new Pool()
  readonly #options: ChainOptions
  readonly #runtime: Runtime
  readonly #blocks: Block[]
  readonly #byHash = new Map<string, Block>()
  readonly #newBlock = new Set<(block: Block) => void>()
  readonly #newReady = new Set<() => void>()
  #nextTimestamp: number | undefined
  #headReader: StateReader | undefined

  constructor(options: ChainOptions) {
    this.#options = options
    this.#runtime = {
      rules: options.rules,
      handlers: collectHandlers(options.rules),
      switches: options.switches,
    }
    const genesis = genesisBlock(options.genesis, options.rules)
    this.#blocks = [genesis]
    this.#byHash.set(genesis.hash, genesis)
  }

  get genesis(): Block {
    return this.#blocks[0] as Block
  }

  get head(): Block {
    return this.#blocks.at(-1) as Block
  }

  /** Typed state of the head. */
  get state(): StateReader {
    this.#headReader ??= createStateReader(readRoot(this.head.root))
    return this.#headReader
  }

  blockAt(number: number): Block | undefined {
    return this.#blocks[number]
  }

  blockByHash(hash: string): Block | undefined {
    return this.#byHash.get(hash)
  }

  /** Calls `listener` with every new block; the result ends it. */
  onBlock(listener: (block: Block) => void): () => void {
    this.#newBlock.add(listener)
    return () => this.#newBlock.delete(listener)
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
   * Takes an extrinsic into the pool and gives its hash; throws a PoolRefusal.
   * `listener` hears what becomes of it.
   */
  submit(bytes: Uint8Array, listener?: StatusListener): string {
    const hash = hashExtrinsic(bytes)
    const context = this.#validation()
    const valid = checkExtrinsic(context, bytes)
    const nonce = this.nonceOf(valid.signer)
    if (valid.extrinsic.nonce < nonce) throw invalid('stale')
    checkRules(context, valid)
    const listeners = new Set(listener ? [listener] : [])
    const entry: Pooled = { ...valid, hash, bytes, listeners, announced: undefined }
    this.pool.add(entry, nonce)
    if (entry.announced === 'ready') for (const notify of this.#newReady) notify()
    return hash
  }

  /** Makes one block of the ready extrinsics. When a hook throws, the chain stays as it was. */
  mine(): Block {
    const parent = this.head
    const timestamp = this.#nextTimestamp ?? parent.timestamp + this.#options.slotMs
    const store = new Store(parent.root)
    const start = {
      number: parent.header.number + 1,
      parentHash: parent.hash,
      timestamp,
      digest: slotDigest(timestamp, this.#options.slotMs),
    }
    const execution = new BlockExecution(store, this.#runtime, start)
    execution.begin()
    const included = this.#include(execution)
    execution.finish()

    const changes = store.changesSince(parent.root)
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
      root: store.root,
      changes,
      timestamp,
    }
    this.#append(block, included)
    return block
  }

  #include(execution: BlockExecution): Pooled[] {
    const included: Pooled[] = []
    for (const entry of this.pool.ready((signer) => this.nonceOf(signer))) {
      // An earlier extrinsic of the signer was thrown out: this one waits for another in its place.
      if (execution.state.System.Account.get(entry.signer).nonce !== entry.extrinsic.nonce) continue
      if (this.#tryInclude(execution, entry)) included.push(entry)
      else this.pool.reject(entry)
    }
    return included
  }

  #tryInclude(execution: BlockExecution, entry: Pooled): boolean {
    const { extrinsic, signer, bytes } = entry
    try {
      checkRules(this.#validation(execution.state), entry)
      execution.apply(extrinsic, signer, bytes)
      return true
    } catch (error) {
      if (!(error instanceof PoolRefusal)) {
        this.#options.onFault(error, `${extrinsic.call.pallet}.${extrinsic.call.call}`)
      }
      return false
    }
  }

  #append(block: Block, included: readonly Pooled[]): void {
    this.#blocks.push(block)
    this.#byHash.set(block.hash, block)
    this.#headReader = undefined
    this.#nextTimestamp = undefined
    for (const entry of included) this.pool.remove(entry)
    for (const { listeners } of included) {
      for (const listener of listeners) listener({ inBlock: block.hash })
    }
    for (const listener of this.#newBlock) listener(block)
    for (const { listeners } of included) {
      for (const listener of listeners) listener({ finalized: block.hash })
    }
    for (const signer of this.pool.signers()) this.pool.announce(signer, this.nonceOf(signer))
  }

  #validation(state: StateReader = this.state): ValidationContext {
    return {
      runtime: this.#runtime,
      state,
      block: this.head.header.number + 1,
      genesisHash: this.genesis.hash,
      hashOf: (number) =>
        number > this.head.header.number - BLOCK_HASH_COUNT ? this.blockAt(number)?.hash : undefined,
    }
  }
}
