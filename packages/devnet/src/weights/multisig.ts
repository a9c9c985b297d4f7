import { higherOf, sumOf, timesOf, type Weight, weightOf } from './weight.js'

/** Steps of an operation of Multisig, each with a weight of its own. */
export type MultisigStep =
  | 'threshold_1'
  | 'create'
  | 'approve'
  | 'complete'
  | 'create_by_hash'
  | 'approve_by_hash'

/** `[picoseconds, bytes of proof, reads, writes, picoseconds for each signatory, for each byte of the call]`. */
type Row = readonly [number, number, number, number, number, number]

/** Weights of the steps until spec 300, and since. */
const rows: Readonly<Record<MultisigStep, readonly [until300: Row, since301: Row]>> = {
  threshold_1: [
    [21_362_808, 3997, 2, 0, 0, 432],
    [20_470_382, 3997, 2, 0, 0, 397],
  ],
  create: [
    [31_518_927, 6811, 1, 1, 115_804, 1_442],
    [29_976_762, 6811, 1, 1, 144_320, 1_819],
  ],
  approve: [
    [17_806_361, 6811, 1, 1, 107_042, 1_491],
    [14_821_348, 6811, 1, 1, 127_874, 1_968],
  ],
  complete: [
    [43_677_970, 6811, 4, 2, 154_697, 1_534],
    [34_745_418, 6811, 4, 2, 193_313, 2_057],
  ],
  create_by_hash: [
    [30_317_105, 6811, 1, 1, 109_792, 0],
    [27_463_275, 6811, 1, 1, 139_226, 0],
  ],
  approve_by_hash: [
    [17_358_877, 6811, 1, 1, 99_194, 0],
    [14_074_258, 6811, 1, 1, 126_544, 0],
  ],
}

/** Weight of a step with so many other signatories and bytes of the call, which it does not include. */
export function multisigWeight(
  step: MultisigStep,
  others: number,
  bytes: number,
  specVersion: number,
): Weight {
  const [time, proof, reads, writes, eachOther, eachByte] = rows[step][specVersion < 301 ? 0 : 1]
  const variable = sumOf(timesOf(weightOf(eachOther), others), timesOf(weightOf(eachByte), bytes))
  return sumOf(weightOf(time, proof, reads, writes), variable)
}

/** Weight of the dearest of the steps that a call may turn out to be. */
export const dearestStep = (
  steps: readonly MultisigStep[],
  others: number,
  bytes: number,
  specVersion: number,
): Weight => steps.map((step) => multisigWeight(step, others, bytes, specVersion)).reduce(higherOf)
