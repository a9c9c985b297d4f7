/** Event of a `chainHead_v1_follow`. */
export type FollowEvent = { readonly event: string; readonly [field: string]: unknown }

/** Final blocks that may be pinned before the follower is stopped. */
const MOST_FINAL = 512
const ENDS = ['operationBodyDone', 'operationCallDone', 'operationStorageDone', 'operationError']

/** What a client knows of the head that it follows. Throws for an event that contradicts what came before. */
export class FollowModel {
  readonly withRuntime: boolean
  /** Blocks that must be readable. */
  readonly pinned = new Set<string>()
  /** Operations that have not ended; true for one that waits to be continued. */
  readonly operations = new Map<string, boolean>()
  /** True after `stop` and after the client has unfollowed. */
  isOver = false
  readonly #parents = new Map<string, string | undefined>()
  readonly #final: string[] = []
  readonly #pruned = new Set<string>()
  readonly #ids = new Set<string>()
  #best: string | undefined

  constructor(withRuntime: boolean) {
    this.withRuntime = withRuntime
  }

  /** Notes an operation that has started, each under an id of its own. */
  begin(operationId: string): void {
    if (this.#ids.has(operationId)) throw new Error(`operation ${operationId} started twice`)
    this.#ids.add(operationId)
    this.operations.set(operationId, false)
  }

  /** Notes that the client has unpinned blocks. */
  unpin(hashes: readonly string[]): void {
    for (const hash of hashes) this.pinned.delete(hash)
  }

  accept(event: FollowEvent): void {
    if (this.isOver) throw new Error(`${event.event} after the end`)
    if ((this.#final.length === 0) !== (event.event === 'initialized'))
      throw new Error(`${event.event} out of order`)
    if (event.event.startsWith('operation')) this.#acceptOperation(event)
    else this.#accepts[event.event]?.(event)
    if (event.event === 'stop') this.isOver = true
  }

  readonly #accepts: Readonly<Record<string, (event: FollowEvent) => void>> = {
    initialized: ({ finalizedBlockHashes, ...rest }) => {
      if ('finalizedBlockRuntime' in rest !== this.withRuntime) throw new Error('the first runtime')
      for (const hash of finalizedBlockHashes as string[]) {
        this.#report(hash, this.#final.at(-1))
        this.#final.push(hash)
      }
    },
    newBlock: ({ blockHash, parentBlockHash, ...rest }) => {
      if ('newRuntime' in rest !== this.withRuntime) throw new Error('the runtime of a block')
      const final = this.#final.filter((hash) => this.pinned.has(hash))
      if (final.length > MOST_FINAL) throw new Error(`${final.length} final blocks are pinned`)
      if (!this.#isOpen(parentBlockHash)) throw new Error(`the parent ${parentBlockHash} is not known`)
      this.#report(String(blockHash), String(parentBlockHash))
    },
    bestBlockChanged: ({ bestBlockHash }) => {
      this.#best = String(bestBlockHash)
      if (!this.#isOpen(this.#best))
        throw new Error(`the best block ${this.#best} is not known, or not on what is final`)
    },
    finalized: ({ finalizedBlockHashes, prunedBlockHashes }) => {
      for (const hash of finalizedBlockHashes as string[]) {
        if (this.#parents.get(hash) !== this.#final.at(-1)) throw new Error(`${hash} is final out of order`)
        this.#final.push(hash)
      }
      for (const hash of prunedBlockHashes as string[]) {
        if (!this.#parents.has(hash) || this.#pruned.has(hash) || this.#isOpen(hash))
          throw new Error(`${hash} is pruned`)
        this.#pruned.add(hash)
      }
      const final = new Set(this.#final)
      for (const hash of this.#parents.keys())
        if (!final.has(hash) && !this.#pruned.has(hash) && !this.#isOpen(hash))
          throw new Error(`${hash} is not pruned`)
      if (this.#best && !this.#isOpen(this.#best)) throw new Error('the best block is not on what is final')
    },
    stop: () => {},
  }

  #report(hash: string, parent: string | undefined): void {
    if (this.#parents.has(hash)) throw new Error(`${hash} is reported twice`)
    this.#parents.set(hash, parent)
    this.pinned.add(hash)
  }

  /** True for the newest final block and those that follow on it. */
  #isOpen(hash: unknown): boolean {
    const last = this.#final.at(-1)
    for (let at = typeof hash === 'string' ? hash : undefined; at !== undefined; at = this.#parents.get(at))
      if (at === last) return !this.#pruned.has(String(hash))
    return false
  }

  #acceptOperation({ event, operationId }: FollowEvent): void {
    const id = String(operationId)
    const isWaiting = this.operations.get(id)
    if (isWaiting === undefined || isWaiting)
      throw new Error(`${event} of operation ${id}, which does not run`)
    if (ENDS.includes(event)) this.operations.delete(id)
    else if (event === 'operationWaitingForContinue') this.operations.set(id, true)
    else if (event !== 'operationStorageItems') throw new Error(`${event} is no event of an operation`)
  }
}
