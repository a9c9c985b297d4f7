import { constantOf } from '../schema/constant.js'
import type { DispatchClass } from '../weights/measured.js'
import { lowerOf, type Weight } from '../weights/weight.js'

const blocks = constantOf('System', 'BlockWeights')
const lengths = constantOf('System', 'BlockLength').max

/** Parts of the fee of an extrinsic, rao; the tip comes on top. */
export interface InclusionFee {
  readonly base_fee: bigint
  readonly len_fee: bigint
  readonly adjusted_weight_fee: bigint
}

/** Picoseconds for a rao: a tenth of the price from spec 301 on, the former one again since 380. */
const picosecondsPerRao = (specVersion: number): bigint =>
  specVersion >= 301 && specVersion < 380 ? 20_000n : 2_000n

/** Fee for a weight of at most a block, to the nearest rao, half a rao down. Proofs cost nothing. */
export function weightToFee(weight: Weight, specVersion: number): bigint {
  const { ref_time } = lowerOf(weight, blocks.max_block)
  const price = picosecondsPerRao(specVersion)
  const rest = ref_time % price
  return ref_time / price + (rest * 2n > price ? 1n : 0n)
}

/** Fee for bytes: a rao each. */
export const lengthToFee = (length: number): bigint => BigInt(length)

/** An extrinsic, as far as its fee depends on it. */
export interface Priced {
  /** Length in bytes, with the length in front. */
  readonly length: number
  readonly weight: Weight
  readonly class: DispatchClass
  readonly paysFee: boolean
}

/** The fee of an extrinsic; `undefined` if it pays none. The multiplier of the chain is constantly one. */
export function inclusionFeeOf(priced: Priced, specVersion: number): InclusionFee | undefined {
  if (!priced.paysFee) return undefined
  const base = blocks.per_class[classKeys[priced.class]].base_extrinsic
  return {
    base_fee: weightToFee(base, specVersion),
    len_fee: lengthToFee(priced.length),
    adjusted_weight_fee: weightToFee(priced.weight, specVersion),
  }
}

/** The whole of a fee, rao; zero for none. */
export const totalFee = (fee: InclusionFee | undefined): bigint =>
  fee === undefined ? 0n : fee.base_fee + fee.len_fee + fee.adjusted_weight_fee

/** Names of the classes in the limits of blocks. */
export const classKeys = { Normal: 'normal', Operational: 'operational', Mandatory: 'mandatory' } as const

/** Weight of every extrinsic of a class beyond that of its call and extensions. */
export const baseWeight = (of: DispatchClass): Weight => blocks.per_class[classKeys[of]].base_extrinsic

/** The highest weight of a single extrinsic of a class; `undefined` for none. */
export const highestWeight = (of: DispatchClass): Weight | undefined =>
  blocks.per_class[classKeys[of]].max_extrinsic

/** The most bytes that a block has for extrinsics of a class. */
export const longestOf = (of: DispatchClass): number => lengths[classKeys[of]]
