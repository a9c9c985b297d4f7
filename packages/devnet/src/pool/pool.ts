import type { ValidExtrinsic } from '../chain/validate.js'
import { alreadyImported, immediatelyDropped, invalid, tooLowPriority } from '../extrinsics/validity.js'

/** What becomes of an extrinsic, in the words of a node. */
export type ExtrinsicStatus =
  | 'future'
  | 'ready'
  | 'invalid'
  | { readonly inBlock: string }
  | { readonly finalized: string }
  | { readonly usurped: string }

/** Hears of each status once, in order. */
export type StatusListener = (status: ExtrinsicStatus) => void

/** An extrinsic in the pool. */
export interface Pooled extends ValidExtrinsic {
  readonly hash: string
  readonly bytes: Uint8Array
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

  /** Takes an extrinsic or throws a PoolRefusal. `nonce` is the signer's next one on chain. */
  add(entry: Pooled, nonce: number): void {
    const { signer, extrinsic } = entry
    if (this.#byHash.has(entry.hash)) throw alreadyImported(entry.hash)
    if (extrinsic.nonce < nonce) throw invalid('stale')
    const ofSigner = this.#bySigner.get(signer) ?? new Map<number, Pooled>()
    const rival = ofSigner.get(extrinsic.nonce)
    if (rival) this.#replace(rival, entry)
    else if (this.size >= MAX_EXTRINSICS || this.#bytes + entry.bytes.length > MAX_BYTES) {
      throw immediatelyDropped()
    }
    ofSigner.set(extrinsic.nonce, entry)
    this.#bySigner.set(signer, ofSigner)
    this.#byHash.set(entry.hash, entry)
    this.#bytes += entry.bytes.length
    this.announce(signer, nonce)
  }

  /** Tells the signer's extrinsics whether they are ready now. */
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

  /** The ready ones, by tip and then in the order of arrival, each signer's in nonce order. */
  ready(nonceOf: (signer: string) => number): Pooled[] {
    const chains: Pooled[][] = []
    for (const [signer, ofSigner] of this.#bySigner) {
      let next = nonceOf(signer)
      const chain = byNonce(ofSigner).filter((entry) => entry.extrinsic.nonce === next && next++ >= 0)
      if (chain.length > 0) chains.push(chain)
    }
    const arrival = new Map([...this.#byHash.keys()].map((hash, index) => [hash, index]))
    const position = ({ hash }: Pooled) => arrival.get(hash) ?? 0
    const result: Pooled[] = []
    while (chains.length > 0) {
      const chain = chains.reduce((best, other) => (goesBefore(other[0]!, best[0]!, position) ? other : best))
      result.push(chain.shift() as Pooled)
      if (chain.length === 0) chains.splice(chains.indexOf(chain), 1)
    }
    return result
  }

  remove({ hash, signer, extrinsic, bytes }: Pooled): void {
    if (!this.#byHash.delete(hash)) return
    this.#bytes -= bytes.length
    const ofSigner = this.#bySigner.get(signer)
    ofSigner?.delete(extrinsic.nonce)
    if (ofSigner?.size === 0) this.#bySigner.delete(signer)
  }

  /** The nonce after the signer's ready extrinsics: what the next one should carry. */
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
  }

  #replace(rival: Pooled, entry: Pooled): void {
    if (entry.extrinsic.tip <= rival.extrinsic.tip) {
      throw tooLowPriority(rival.extrinsic.tip, entry.extrinsic.tip)
    }
    this.remove(rival)
    for (const listener of rival.listeners) listener({ usurped: entry.hash })
  }
}

function byNonce(ofSigner: ReadonlyMap<number, Pooled>): Pooled[] {
  return [...ofSigner.values()].sort((a, b) => a.extrinsic.nonce - b.extrinsic.nonce)
}

function goesBefore(a: Pooled, b: Pooled, position: (entry: Pooled) => number): boolean {
  if (a.extrinsic.tip !== b.extrinsic.tip) return a.extrinsic.tip > b.extrinsic.tip
  return position(a) < position(b)
}
