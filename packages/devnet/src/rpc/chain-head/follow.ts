import type { Block } from '../../chain/block.js'
import type { Chain } from '../../chain/chain.js'
import type { Header } from '../../chain/header.js'
import { createStateReader } from '../../state/state.js'
import { readRoot } from '../../state/store.js'
import { runtimeJson } from '../session/runtime-json.js'
import { duplicateHashes, notPinned } from './errors.js'
import { blocksOf, firstFinal } from './first-final.js'
import { Operations } from './operations.js'
import type { StopPace } from './stop-pace.js'

/** Final blocks that a client may keep pinned, as on a node. Those that are not final yet come on top. */
const MAX_PINNED = 512

export interface FollowOptions {
  readonly chain: Chain
  readonly withRuntime: boolean
  readonly push: (event: unknown) => void
  /** Blocks that its client may know from a follower that was stopped. */
  readonly known: ReadonlySet<string>
  readonly pace: StopPace
  /** Called once the follower was stopped by the devnet, with the blocks that were pinned. */
  readonly onStop: (pinned: readonly string[]) => void
}

/** One `chainHead_v1_follow`: the blocks that its client may ask about, and the events about new ones. */
export class Follow {
  readonly withRuntime: boolean
  readonly operations: Operations
  readonly #options: FollowOptions
  readonly #pinned = new Map<string, Block>()
  /** Announced blocks that were reverted, to be reported as pruned once they follow no longer on what is final. */
  readonly #reverted = new Map<string, Header>()
  /** The last final block and announced later ones, with the spec version of each. */
  readonly #announced = new Map<string, { readonly header: Header; readonly version: number }>()
  readonly #ends: (() => void)[] = []
  #final: Block

  constructor(options: FollowOptions) {
    const { chain, push, withRuntime } = options
    this.#options = options
    this.withRuntime = withRuntime
    this.operations = new Operations(push)
    const final = firstFinal(options.chain, options.known)
    this.#final = final.at(-1) ?? chain.finalized
    this.#begin(final)
    this.#ends.push(
      chain.onBlock((block) => this.#onBlock(block)),
      chain.onRewrite((head, before) => this.#onRewrite(head, before)),
    )
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
    this.#endEvents()
    this.#pinned.clear()
    this.operations.clear()
  }

  #begin(final: readonly Block[]): void {
    const { chain, push, withRuntime } = this.#options
    for (const block of final) this.#pinned.set(block.hash, block)
    this.#announced.set(this.#final.hash, this.#versioned(this.#final))
    const runtime = runtimeJson(this.#imageOf(this.#final))
    push({
      event: 'initialized',
      finalizedBlockHashes: final.map(({ hash }) => hash),
      ...(withRuntime && { finalizedBlockRuntime: runtime }),
    })
    const later = blocksOf(chain, this.#final.header.number + 1, chain.head.header.number)
    for (const block of later) this.#announce(block)
    push({ event: 'bestBlockChanged', bestBlockHash: chain.head.hash })
    this.#advance()
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
    const announced = this.#versioned(block)
    const isNew = announced.version !== this.#announced.get(header.parentHash)?.version
    this.#announced.set(hash, announced)
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
    const final = blocksOf(chain, last + 1, finalized.header.number)
    // History that is shorter than finality has lost some of them.
    if (final.length < finalized.header.number - last) {
      this.#stop()
      return
    }
    const prunedBlockHashes = this.#takePruned(finalized.header.number)
    for (const hash of [this.#final.hash, ...prunedBlockHashes, ...final.slice(0, -1).map(hashOf)]) {
      this.#announced.delete(hash)
    }
    this.#final = finalized
    push({ event: 'finalized', finalizedBlockHashes: final.map(hashOf), prunedBlockHashes })
    const open = chain.head.header.number - finalized.header.number
    if (this.#pinned.size - open > MAX_PINNED) this.#stop()
  }

  /** Reverted blocks that branch off before the block of that height, each once. */
  #takePruned(height: number): string[] {
    const branches = new Map<string, number>()
    const byHeight = [...this.#reverted].sort(([, a], [, b]) => a.number - b.number)
    for (const [hash, { number, parentHash }] of byHeight)
      branches.set(hash, branches.get(parentHash) ?? number - 1)
    const pruned = [...branches].filter(([, branch]) => branch < height).map(([hash]) => hash)
    for (const hash of pruned) this.#reverted.delete(hash)
    return pruned
  }

  /** A revert to a block after the last final one looks like a reorganisation; an earlier one cannot be described. */
  #onRewrite(head: Block, before: Block): void {
    if (head.hash === before.hash) return
    if (head.header.number < this.#final.header.number) {
      this.#stop()
      return
    }
    for (const [hash, { header }] of this.#announced) {
      if (!this.#options.chain.blockByHash(hash)) this.#reverted.set(hash, header)
    }
    this.#options.push({ event: 'bestBlockChanged', bestBlockHash: head.hash })
  }

  /** No event comes before the stop. Until then, all that is pinned can be read. */
  #stop(): void {
    this.#endEvents()
    const cancel = this.#options.pace.run(() => {
      const pinned = [...this.#pinned.keys()]
      this.#options.push({ event: 'stop' })
      this.close()
      this.#options.onStop(pinned)
    })
    this.#ends.push(cancel)
  }

  #endEvents(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  #imageOf = ({ root }: Block) => this.#options.chain.imageAt(createStateReader(readRoot(root)))

  #versioned = (block: Block) => ({
    header: block.header,
    version: this.withRuntime ? this.#imageOf(block).specVersion : 0,
  })
}

const hashOf = ({ hash }: Block): string => hash
