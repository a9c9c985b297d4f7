import type { ValidExtrinsic } from '../chain/validate.js'
import { alreadyImported, immediatelyDropped, invalid, tooLowPriority } from '../extrinsics/validity.js'
import { compareRanks, type Rank, worseOf } from './rank.js'

/** Status of an extrinsic, in a node's words. */
export type ExtrinsicStatus =
  | 'future'
  | 'ready'
  | 'invalid'
  | 'dropped'
  | { readonly inBlock: string }
  | { readonly retracted: string }
  | { readonly finalized: string }
  | { readonly usurped: string }

/** Listens to each status once, in order. */
export type StatusListener = (status: ExtrinsicStatus) => void

/** An extrinsic in the pool. */
export interface Pooled extends ValidExtrinsic {
  readonly hash: string
  readonly listeners: Set<StatusListener>
  announced: 'future' | 'ready' | undefined
}

/** As many extrinsics as a node keeps by default. */
const MAX_EXTRINSICS = 8192
/** And as many bytes. */
const MAX_BYTES = 20 * 1024 * 1024
/** A tenth of them may wait for a gap to close. */
const MAX_FUTURE = 819

/** Ranks an extrinsic, but for its turn. */
export type RankOf = (entry: Pooled) => Omit<Rank, 'turn'>

const byTip: RankOf = ({ extrinsic }) => ({
  isOperational: false,
  tip: extrinsic.tip,
  lastBlock: Number.POSITIVE_INFINITY,
})

/**
 * Extrinsics that wait for a block. Those of one signer go in nonce order: the ones that follow on the
 * account's nonce without a gap are ready, the others are future and wait for the gap to close.
 */
export class Pool {
  readonly #bySigner = new Map<string, Map<number, Pooled>>()
  readonly #byHash = new Map<string, Pooled>()
  readonly #ranks = new Map<Pooled, Rank>()
  /** Those that wait for a gap to close, as they came in. */
  readonly #future = new Set<Pooled>()
  readonly #rankOf: RankOf
  #bytes = 0
  #turns = 0

  constructor(rankOf: RankOf = byTip) {
    this.#rankOf = rankOf
  }

  get size(): number {
    return this.#byHash.size
  }

  has(hash: string): boolean {
    return this.#byHash.has(hash)
  }

  /** The one of a signer with a nonce. */
  find(signer: string, nonce: number): Pooled | undefined {
    return this.#bySigner.get(signer)?.get(nonce)
  }

  /** Takes an extrinsic or throws a PoolRefusal. `nonce` is the signer's next one on chain. */
  add(entry: Pooled, nonce: number): void {
    const { signer, extrinsic } = entry
    if (this.#byHash.has(entry.hash)) throw alreadyImported(entry.hash)
    if (extrinsic.nonce < nonce) throw invalid('stale')
    const rival = this.#bySigner.get(signer)?.get(extrinsic.nonce)
    if (rival) this.#replace(rival, entry)
    else if (this.size >= MAX_EXTRINSICS || this.#bytes + entry.bytes.length > MAX_BYTES) {
      throw immediatelyDropped()
    }
    this.#hold(entry)
    this.#future.add(entry)
    this.announce(signer, nonce)
    if (this.#future.size > MAX_FUTURE) this.#dropOldestFuture()
  }

  /** Updates all extrinsics that have become ready. */
  announceAll(nonceOf: (signer: string) => number): void {
    for (const signer of this.#bySigner.keys()) this.announce(signer, nonceOf(signer))
  }

  /** Updates the signer's extrinsics if they have become ready. */
  announce(signer: string, nonce: number): void {
    const ofSigner = this.#bySigner.get(signer)
    if (!ofSigner) return
    let next = nonce
    for (const entry of byNonce(ofSigner)) {
      const status = entry.extrinsic.nonce === next ? 'ready' : 'future'
      if (status === 'ready') {
        next++
        this.#makeReady(entry)
      }
      if (entry.announced === status || entry.announced === 'ready') continue
      entry.announced = status
      for (const listener of entry.listeners) listener(status)
    }
  }

  /**
   * The ready ones in the order of a node: the next of each signer compete by their ranks, so that no extrinsic moves one before it
   * in front.
   */
  ready(nonceOf: (signer: string) => number): Pooled[] {
    const ranked = [...this.#bySigner].flatMap(([signer, own]) => this.#rankChain(own, nonceOf(signer)))
    return ranked.sort((a, b) => compareRanks(a.rank, b.rank)).map(({ entry }) => entry)
  }

  /** The best of some chains takes what is better behind it along: all of a chain rank like the worst until there. */
  #rankChain(own: ReadonlyMap<number, Pooled>, nonce: number): { entry: Pooled; rank: Rank }[] {
    let worst: Rank | undefined
    return readyChain(own, nonce).map((entry) => {
      const rank = this.#ranks.get(entry) as Rank
      worst = worst ? worseOf(worst, rank) : rank
      return { entry, rank: worst }
    })
  }

  remove(entry: Pooled): void {
    const { hash, signer, extrinsic, bytes } = entry
    if (!this.#byHash.delete(hash)) return
    this.#ranks.delete(entry)
    this.#future.delete(entry)
    this.#bytes -= bytes.length
    const ofSigner = this.#bySigner.get(signer)
    ofSigner?.delete(extrinsic.nonce)
    if (ofSigner?.size === 0) this.#bySigner.delete(signer)
  }

  /** The next nonce after the signer's ready extrinsics. */
  nextNonce(signer: string, nonce: number): number {
    const ofSigner = this.#bySigner.get(signer)
    let next = nonce
    while (ofSigner?.has(next)) next++
    return next
  }

  /** All extrinsics, as they came in. */
  pending(): Pooled[] {
    return [...this.#byHash.values()]
  }

  /** Drops an extrinsic that cannot be included any more. */
  reject(entry: Pooled): void {
    this.remove(entry)
    end(entry, 'invalid')
  }

  /** Restores exactly these, in this order. The others get the status dropped. */
  restore(entries: readonly Pooled[]): void {
    const stay = new Set(entries)
    for (const entry of this.pending()) {
      this.remove(entry)
      if (!stay.has(entry)) end(entry, 'dropped')
    }
    for (const entry of entries) {
      this.#hold(entry)
      if (entry.announced !== 'ready') this.#future.add(entry)
    }
  }

  #hold(entry: Pooled): void {
    const { signer, extrinsic } = entry
    const ofSigner = this.#bySigner.get(signer) ?? new Map<number, Pooled>()
    ofSigner.set(extrinsic.nonce, entry)
    this.#bySigner.set(signer, ofSigner)
    this.#byHash.set(entry.hash, entry)
    this.#ranks.set(entry, { ...this.#rankOf(entry), turn: this.#turns++ })
    this.#bytes += entry.bytes.length
  }

  /** One that had to wait for a gap to close comes behind those that were ready before. */
  #makeReady(entry: Pooled): void {
    const rank = this.#ranks.get(entry)
    const waited = this.#future.delete(entry) && entry.announced === 'future'
    if (waited && rank) this.#ranks.set(entry, { ...rank, turn: this.#turns++ })
  }

  #dropOldestFuture(): void {
    const [oldest] = this.#future
    if (!oldest) return
    this.remove(oldest)
    end(oldest, 'dropped')
  }

  #replace(rival: Pooled, entry: Pooled): void {
    if (entry.extrinsic.tip <= rival.extrinsic.tip) {
      throw tooLowPriority(rival.extrinsic.tip, entry.extrinsic.tip)
    }
    this.remove(rival)
    end(rival, { usurped: entry.hash })
  }
}

/** Gives the last status to those who listen. */
export function end({ listeners }: Pooled, status: ExtrinsicStatus): void {
  for (const listener of listeners) listener(status)
  listeners.clear()
}

function byNonce(ofSigner: ReadonlyMap<number, Pooled>): Pooled[] {
  return [...ofSigner.values()].sort((a, b) => a.extrinsic.nonce - b.extrinsic.nonce)
}

/** The signer's extrinsics from `nonce` on, up to the first gap. */
function readyChain(ofSigner: ReadonlyMap<number, Pooled>, nonce: number): Pooled[] {
  const chain: Pooled[] = []
  for (let next = nonce; ; next++) {
    const entry = ofSigner.get(next)
    if (!entry) return chain
    chain.push(entry)
  }
}
