import { createMerkleTree } from '@subnetkit/base'
import { type AnswerParts, batchStatement } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { encodeHead, sizeOfProof, writeProof } from './encoding.js'

/** An answer that waits for the signature of its batch. */
export interface NotedAnswer extends AnswerParts {
  readonly leaf: Uint8Array
}

/** Receipts of one caller from one batch, in binary. */
export interface ReceiptGroup {
  readonly head: Buffer
  readonly proofs: Buffer
  /** Receipts in it. */
  readonly number: number
  /** Answers in the whole batch, of all callers. */
  readonly count: number
}

/** Signs a batch with one signature, and returns the receipts of each caller. Throws what the key throws. */
export function sealBatch(answers: readonly NotedAnswer[], keypair: Keypair): Map<string, ReceiptGroup> {
  const tree = createMerkleTree(answers.map(({ leaf }) => leaf))
  const count = answers.length
  let [start, end] = [Number.POSITIVE_INFINITY, 0]
  const places = new Map<string, number[]>()
  for (const [index, { caller, time }] of answers.entries()) {
    start = Math.min(start, time)
    end = Math.max(end, time)
    const own = places.get(caller)
    if (own) own.push(index)
    else places.set(caller, [index])
  }
  const statement = batchStatement({ miner: keypair.address, count, start, end }, tree.root)
  const signature = keypair.sign(Buffer.from(statement, 'utf8'))

  const groups = new Map<string, ReceiptGroup>()
  for (const [caller, indices] of places) {
    const size = indices.reduce((sum, index) => sum + sizeOfProof(index, count), 0)
    // Not from the pool of small buffers, in which one receipt would keep those of others alive.
    const proofs = Buffer.allocUnsafeSlow(size)
    let at = 0
    for (const index of indices) {
      at = writeProof(proofs, at, { ...answers[index]!, index }, tree.pathOf(index))
    }
    const head = encodeHead({ signature, start, end, count }, indices.length)
    groups.set(caller, { head, proofs, number: indices.length, count })
  }
  return groups
}
