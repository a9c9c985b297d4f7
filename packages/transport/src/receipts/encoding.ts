import { maxLeaves, pathLength } from '@subnetkit/base'
import type { AnswerReceipt } from '@subnetkit/core'
import { receiptsVersion } from '@subnetkit/core'

/**
 * Binary form of receipts, all numbers big-endian. Receipts of one batch follow its head; the hotkeys of both ends are
 * not repeated.
 *
 *     head  = 01 | signature 64 | start 8 | end 8 | count 4 | receipts that follow 2
 *     proof = request 32 | status 2 | body 32 | time 8 | index 4 | path, 32 each
 */
const format = 1
export const headBytes = 87
const proofBytes = 78

/** Returns the size of the binary form of one proof, in bytes. */
export function sizeOfProof(index: number, count: number): number {
  return proofBytes + 32 * pathLength(index, count)
}

type BatchHead = Pick<AnswerReceipt, 'start' | 'end' | 'count'> & { readonly signature: Uint8Array }
type Proof = Pick<AnswerReceipt, 'request' | 'status' | 'body' | 'time' | 'index'>

export function encodeHead({ signature, start, end, count }: BatchHead, proofs: number): Buffer {
  const bytes = Buffer.alloc(headBytes)
  bytes[0] = format
  bytes.set(signature, 1)
  bytes.writeBigUInt64BE(BigInt(start), 65)
  bytes.writeBigUInt64BE(BigInt(end), 73)
  bytes.writeUInt32BE(count, 81)
  bytes.writeUInt16BE(proofs, 85)
  return bytes
}

/** Returns the same head for another number of proofs. */
export function recountHead(head: Buffer, proofs: number): Buffer {
  const bytes = Buffer.from(head)
  bytes.writeUInt16BE(proofs, 85)
  return bytes
}

/** Writes a proof at an offset; returns the offset behind it. */
export function writeProof(to: Buffer, at: number, proof: Proof, path: readonly Uint8Array[]): number {
  to.write(proof.request, at, 'hex')
  to.writeUInt16BE(proof.status, at + 32)
  to.write(proof.body, at + 34, 'hex')
  to.writeBigUInt64BE(BigInt(proof.time), at + 66)
  to.writeUInt32BE(proof.index, at + 74)
  for (const [step, sibling] of path.entries()) to.set(sibling, at + proofBytes + 32 * step)
  return at + proofBytes + 32 * path.length
}

/** Reads only what identifies a proof: its request, and the offset of the next proof. */
export function skimProof(proofs: Buffer, at: number, count: number): { request: string; next: number } {
  const next = at + sizeOfProof(proofs.readUInt32BE(at + 74), count)
  return { request: proofs.toString('hex', at, at + 32), next }
}

/** Reads receipts of one miner for one caller; null for bytes that are not exactly some receipts. */
export function decodeReceipts(
  bytes: Buffer,
  ends: { readonly caller: string; readonly miner: string },
): AnswerReceipt[] | null {
  const receipts: AnswerReceipt[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length < at + headBytes || bytes[at] !== format) return null
    const signature = `0x${bytes.toString('hex', at + 1, at + 65)}`
    const [start, end] = [Number(bytes.readBigUInt64BE(at + 65)), Number(bytes.readBigUInt64BE(at + 73))]
    const count = bytes.readUInt32BE(at + 81)
    const proofs = bytes.readUInt16BE(at + 85)
    if (count < 1 || count > maxLeaves || proofs < 1) return null
    at += headBytes
    for (let read = 0; read < proofs; read++) {
      if (bytes.length < at + proofBytes) return null
      const index = bytes.readUInt32BE(at + 74)
      const next = at + (index < count ? sizeOfProof(index, count) : Number.POSITIVE_INFINITY)
      if (next > bytes.length) return null
      const path: string[] = []
      for (let sibling = at + proofBytes; sibling < next; sibling += 32) {
        path.push(bytes.toString('hex', sibling, sibling + 32))
      }
      receipts.push({
        version: receiptsVersion,
        ...ends,
        request: bytes.toString('hex', at, at + 32),
        status: bytes.readUInt16BE(at + 32),
        body: bytes.toString('hex', at + 34, at + 66),
        time: Number(bytes.readBigUInt64BE(at + 66)),
        index,
        count,
        path,
        start,
        end,
        signature,
      })
      at = next
    }
  }
  return receipts
}
