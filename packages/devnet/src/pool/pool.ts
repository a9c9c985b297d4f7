import type { ValidExtrinsic } from '../chain/validate.js'
import { alreadyImported, immediatelyDropped, invalid, tooLowPriority } from '../extrinsics/validity.js'

/** Status of an extrinsic, in a node's words. */
export type ExtrinsicStatus =
  | 'future'
  | 'ready'
  | 'invalid'
  | 'dropped'
  | { readonly inBlock: string }
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

/**
 * Extrinsics that wait for a block. Those of one signer go in nonce order: the ones that follow on the
 * account's nonce without a gap are ready, the others are future and wait for the gap to close.
 */
export class Pool {
  readonly #bySigner = new Map<string, Map<number, Pooled>>()
  readonly #byHash = new Map<string, Pooled>()
  #bytes = 0

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
    this.announce(signer, nonce)
  }

  /** Updates the signer's extrinsics if they have become ready. */
  announce(signer: string, nonce: number): void {
    const ofSigner = this.#bySigner.get(signer)
    if (!ofSigner) return
    let next = nonce
    for (const entry of byNonce(ofSigner)) {
      const status = entry.extrinsic.nonce === next ? 'ready' : 'future'
      if (status === 'ready') next++
      if (entry.announced === status || entry.announced === 'ready') continue
      entry.announced = status
      for (const listener of entry.listeners) listener(status)
    }
  }

  /** The ready ones, by tip and then in the order of arrival, each behind those of its signer before it. */
  ready(nonceOf: (signer: string) => number): Pooled[] {
    const chains = new Map(
      [...this.#bySigner].map(([signer, own]) => [signer, readyChain(own, nonceOf(signer))]),
    )
    const arrived = [...this.#byHash.values()].sort((a, b) => compare(b.extrinsic.tip, a.extrinsic.tip))
    return arrived.flatMap(({ signer, extrinsic }) => {
      const chain = chains.get(signer) ?? []
      const due = chain.findIndex((entry) => entry.extrinsic.nonce > extrinsic.nonce)
      return chain.splice(0, due < 0 ? chain.length : due)
    })
  }

  remove({ hash, signer, extrinsic, bytes }: Pooled): void {
    if (!this.#byHash.delete(hash)) return
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

  /** Accounts with extrinsics here. */
  signers(): string[] {
    return [...this.#bySigner.keys()]
  }

  /** Drops an extrinsic that cannot be included any more. */
  reject(entry: Pooled): void {
    this.remove(entry)
    for (const listener of entry.listeners) listener('invalid')
    entry.listeners.clear()
  }

  /** Restores exactly these, in this order. The others get the status dropped. */
  restore(entries: readonly Pooled[]): void {
    const stay = new Set(entries)
    for (const entry of this.pending()) {
      this.remove(entry)
      if (stay.has(entry)) continue
      for (const listener of entry.listeners) listener('dropped')
      entry.listeners.clear()
    }
    for (const entry of entries) this.#hold(entry)
  }

  #hold(entry: Pooled): void {
    const { signer, extrinsic } = entry
    const ofSigner = this.#bySigner.get(signer) ?? new Map<number, Pooled>()
    ofSigner.set(extrinsic.nonce, entry)
    this.#bySigner.set(signer, ofSigner)
    this.#byHash.set(entry.hash, entry)
    this.#bytes += entry.bytes.length
  }

  #replace(rival: Pooled, entry: Pooled): void {
    if (entry.extrinsic.tip <= rival.extrinsic.tip) {
      throw tooLowPriority(rival.extrinsic.tip, entry.extrinsic.tip)
    }
    this.remove(rival)
    for (const listener of rival.listeners) listener({ usurped: entry.hash })
    rival.listeners.clear()
  }
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

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : Number(a > b))
