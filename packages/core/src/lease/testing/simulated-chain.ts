import type { Lease } from '../entry.js'
import type { LeasePort } from '../lease-port.js'

/** Extrinsic that a hotkey signs on the simulated chain. */
export interface SimulatedExtrinsic {
  readonly by: string
  readonly kind: 'lease' | 'weights'
  /** The lease that it sets; null removes the one on chain. */
  readonly lease?: Lease | null
  readonly nonce: number
  /** Block in which its life begins: it can only be in blocks that come after it. */
  readonly birth: SimulatedBlock
  readonly lastBlock: number
}

export interface SimulatedBlock {
  readonly number: number
  readonly parent: SimulatedBlock | null
  readonly lease: Lease | null
  /** Number of the last block in which the commitment was written; null for none. */
  readonly writtenAt: number | null
  readonly nonce: number
  readonly included: readonly SimulatedExtrinsic[]
}

/**
 * A chain with forks for one hotkey: blocks are a tree, a pool keeps everything that was ever sent, and finality comes later. Whoever
 * makes a block chooses what it includes, within what the chain checks: nonce, era and birth.
 */
export interface SimulatedChain {
  readonly pool: Set<SimulatedExtrinsic>
  /** Newest blocks of all forks that finality still allows, the best one first. */
  tips(): readonly SimulatedBlock[]
  final(): SimulatedBlock
  /** Makes a block on a tip; `take` chooses from the pool. */
  make(on: SimulatedBlock, take: (candidate: SimulatedExtrinsic) => boolean): void
  /** Makes the best chain final up to so many blocks below its tip. */
  finalize(lag: number): void
}

export function createSimulatedChain(): SimulatedChain {
  let final: SimulatedBlock = {
    number: 0,
    parent: null,
    lease: null,
    writtenAt: null,
    nonce: 0,
    included: [],
  }
  let leaves: SimulatedBlock[] = [final]
  const pool = new Set<SimulatedExtrinsic>()
  const best = () => leaves.toSorted((left, right) => right.number - left.number)
  return {
    pool,
    tips: best,
    final: () => final,
    make(on, take) {
      let { lease, writtenAt, nonce } = on
      const included: SimulatedExtrinsic[] = []
      const number = on.number + 1
      for (let found = true; found; ) {
        found = false
        for (const one of pool) {
          const isValid = one.nonce === nonce && number <= one.lastBlock && isBelow(one.birth, on)
          if (!isValid || included.includes(one) || !take(one)) continue
          included.push(one)
          nonce += 1
          if (one.kind === 'lease') {
            lease = one.lease ?? null
            writtenAt = number
          }
          found = true
        }
      }
      const block: SimulatedBlock = { number, parent: on, lease, writtenAt, nonce, included }
      leaves = [...leaves.filter((leaf) => leaf !== on), block]
    },
    finalize(lag) {
      const [tip] = best()
      const wanted = ancestor(tip!, Math.max(final.number, tip!.number - lag))
      if (!isBelow(final, wanted)) return
      final = wanted
      leaves = leaves.filter((leaf) => isBelow(final, leaf))
    },
  }
}

function ancestor(block: SimulatedBlock, number: number): SimulatedBlock {
  let at = block
  while (at.number > number && at.parent) at = at.parent
  return at
}

/** True if a block is on the way to another one, or that one. */
export const isBelow = (low: SimulatedBlock, high: SimulatedBlock): boolean =>
  ancestor(high, low.number) === low

/** The chain as one node sees it, which may be behind and on a fork. */
export interface SimulatedView {
  readonly best: SimulatedBlock
  readonly final: SimulatedBlock
}

/** The port over a view that may change between two reads. */
export const simulatedPort = (view: () => SimulatedView): LeasePort => ({
  async final() {
    const { number: block, lease, writtenAt, nonce } = view().final
    return { block, lease, writtenAt, nonce }
  },
  best: async () => view().best.number,
})
