import type { Block } from '../../chain/block.js'
import type { Chain } from '../../chain/chain.js'
import { createStateReader } from '../../state/state.js'
import { readRoot } from '../../state/store.js'
import { runtimeJson } from '../session/runtime-json.js'
import { duplicateHashes, notPinned } from './errors.js'
import { Operations } from './operations.js'

/** Final blocks that a client may keep pinned, as on a node. Those that are not final yet come on top. */
const MAX_PINNED = 512
/** Final blocks to begin with: about a minute of mainnet. */
const FIRST_FINAL = 6

export interface FollowOptions {
  readonly chain: Chain
  readonly withRuntime: boolean
  readonly push: (event: unknown) => void
  /** Called once the follower was stopped by the devnet. */
  readonly onStop: () => void
}

/** One `chainHead_v1_follow`: the blocks that its client may ask about, and the events about new ones. */
export class Follow {
  readonly withRuntime: boolean
  readonly operations: Operations
  readonly #options: FollowOptions
  readonly #pinned = new Map<string, Block>()
  /** Announced blocks that were reverted, to be reported as pruned. */
  readonly #reverted = new Set<string>()
  /** Spec versions of the last final block and of announced later ones, as their client knows them. */
  readonly #versions = new Map<string, number>()
  readonly #ends: (() => void)[]
  #final: Block

  constructor(options: FollowOptions) {
    const { chain, push, withRuntime } = options
    this.#options = options
    this.withRuntime = withRuntime
    this.operations = new Operations(push)
    this.#final = chain.finalized
    this.#begin()
    this.#ends = [
      chain.onBlock((block) => this.#onBlock(block)),
      chain.onRewrite((head, before) => this.#onRewrite(head, before)),
    ]
  }

  /** The block of a hash, while it is pinned. */
  block(hash: string): Block {
    const pinned = this.#pinned.get(hash)
    if (!pinned) throw notPinned(hash)
    // The head may have been edited since it was announced.
    return this.#options.chain.blockByHash(hash) ?? pinned
  }

  /** Unpins all of these blocks, or none. */
  unpin(hashes: readonly string[]): void {
    if (new Set(hashes).size < hashes.length) throw duplicateHashes()
    for (const hash of hashes) if (!this.#pinned.has(hash)) throw notPinned(hash)
    for (const hash of hashes) this.#pinned.delete(hash)
  }

  close(): void {
    for (const end of this.#ends.splice(0)) end()
    this.#pinned.clear()
    this.operations.clear()
  }

  #begin(): void {
    const { chain, push, withRuntime } = this.#options
    const first = Math.max(0, this.#final.header.number - FIRST_FINAL + 1)
    const final = this.#range(first, this.#final.header.number)
    for (const block of final) this.#pinned.set(block.hash, block)
    this.#versions.set(this.#final.hash, this.#versionOf(this.#final))
    const runtime = runtimeJson(this.#imageOf(this.#final))
    push({
      event: 'initialized',
      finalizedBlockHashes: final.map(({ hash }) => hash),
      ...(withRuntime && { finalizedBlockRuntime: runtime }),
    })
    const later = this.#range(this.#final.header.number + 1, chain.head.header.number)
    for (const block of later) this.#announce(block)
    push({ event: 'bestBlockChanged', bestBlockHash: chain.head.hash })
  }

  #onBlock(block: Block): void {
    if (this.#reverted.has(block.hash)) {
      // The same block was made once more: known to the client, if it still has it.
      if (!this.#pinned.has(block.hash)) {
        this.#stop()
        return
      }
      this.#reverted.delete(block.hash)
    } else this.#announce(block)
    this.#options.push({ event: 'bestBlockChanged', bestBlockHash: block.hash })
    this.#advance()
  }

  #announce(block: Block): void {
    const { header, hash } = block
    this.#pinned.set(hash, block)
    const version = this.#versionOf(block)
    const isNew = version !== this.#versions.get(header.parentHash)
    this.#versions.set(hash, version)
    this.#options.push({
      event: 'newBlock',
      blockHash: hash,
      parentBlockHash: header.parentHash,
      ...(this.withRuntime && { newRuntime: isNew ? runtimeJson(this.#imageOf(block)) : null }),
    })
  }

  /** Reports what has become final. */
  #advance(): void {
    const { chain, push } = this.#options
    const { finalized } = chain
    const last = this.#final.header.number
    if (finalized.header.number <= last) return
    const final = this.#range(last + 1, finalized.header.number)
    // History that is shorter than finality has lost some of them.
    if (final.length < finalized.header.number - last) {
      this.#stop()
      return
    }
    const prunedBlockHashes = [...this.#reverted]
    this.#reverted.clear()
    for (const hash of [this.#final.hash, ...prunedBlockHashes, ...final.slice(0, -1).map(hashOf)]) {
      this.#versions.delete(hash)
    }
    this.#final = finalized
    push({ event: 'finalized', finalizedBlockHashes: final.map(hashOf), prunedBlockHashes })
    const open = chain.head.header.number - finalized.header.number
    if (this.#pinned.size - open > MAX_PINNED) this.#stop()
  }

  /** A revert to a block after the last final one looks like a reorganisation; an earlier one cannot be described. */
  #onRewrite(head: Block, before: Block): void {
    if (head.hash === before.hash) return
    if (head.header.number < this.#final.header.number) {
      this.#stop()
      return
    }
    for (const [hash] of this.#versions) {
      if (!this.#options.chain.blockByHash(hash)) this.#reverted.add(hash)
    }
    this.#options.push({ event: 'bestBlockChanged', bestBlockHash: head.hash })
  }

  #stop(): void {
    this.#options.push({ event: 'stop' })
    this.close()
    this.#options.onStop()
  }

  #range(first: number, last: number): Block[] {
    const blocks: Block[] = []
    for (let number = first; number <= last; number++) {
      const block = this.#options.chain.blockAt(number)
      if (block) blocks.push(block)
    }
    return blocks
  }

  #imageOf = ({ root }: Block) => this.#options.chain.imageAt(createStateReader(readRoot(root)))

  #versionOf = (block: Block): number => (this.withRuntime ? this.#imageOf(block).specVersion : 0)
}

const hashOf = ({ hash }: Block): string => hash
