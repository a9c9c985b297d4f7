import { constantOf } from '../schema/constant.js'
import type { Of } from '../schema/type.js'
import type { weight } from '../schema/types/common.js'

/** Cost of a call: picoseconds of a reference machine, and bytes of a proof. */
export type Weight = Of<typeof weight>

const db = constantOf('System', 'DbWeight')
const u64Max = 2n ** 64n - 1n

export const noWeight: Weight = { ref_time: 0n, proof_size: 0n }

const capped = (value: bigint): bigint => (value > u64Max ? u64Max : value)

/** The sum of weights, each part capped at what an u64 can hold. */
export const sumOf = (...weights: readonly Weight[]): Weight =>
  weights.reduce(
    (sum, { ref_time, proof_size }) => ({
      ref_time: capped(sum.ref_time + ref_time),
      proof_size: capped(sum.proof_size + proof_size),
    }),
    noWeight,
  )

/** A weight, so many times. */
export const timesOf = ({ ref_time, proof_size }: Weight, count: number): Weight => ({
  ref_time: capped(ref_time * BigInt(count)),
  proof_size: capped(proof_size * BigInt(count)),
})

/** The lower of two weights, part by part. */
export const lowerOf = (a: Weight, b: Weight): Weight => ({
  ref_time: a.ref_time < b.ref_time ? a.ref_time : b.ref_time,
  proof_size: a.proof_size < b.proof_size ? a.proof_size : b.proof_size,
})

/** The higher of two weights, part by part. */
export const higherOf = (a: Weight, b: Weight): Weight => ({
  ref_time: a.ref_time > b.ref_time ? a.ref_time : b.ref_time,
  proof_size: a.proof_size > b.proof_size ? a.proof_size : b.proof_size,
})

/** A weight less another one, part by part, and nothing where there is not so much. */
export const withoutPart = (whole: Weight, part: Weight): Weight => ({
  ref_time: whole.ref_time > part.ref_time ? whole.ref_time - part.ref_time : 0n,
  proof_size: whole.proof_size > part.proof_size ? whole.proof_size - part.proof_size : 0n,
})

/** Returns true if a part of a weight is above its limit. */
export const exceeds = (weight: Weight, limit: Weight): boolean =>
  weight.ref_time > limit.ref_time || weight.proof_size > limit.proof_size

/** A measured weight with its accesses of storage. */
export const weightOf = (time: number, proof = 0, reads = 0, writes = 0): Weight => ({
  ref_time: BigInt(time) + BigInt(reads) * db.read + BigInt(writes) * db.write,
  proof_size: BigInt(proof),
})
