import type { SignedExtrinsic } from '../extrinsics/extrinsic.js'
import { noWeight, sumOf, type Weight, weightOf } from './weight.js'

/** Extensions that weigh the same in all versions. */
const always = sumOf(
  weightOf(570_000), // CheckNonZeroSender
  weightOf(430_000), // CheckSpecVersion
  weightOf(455_000), // CheckTxVersion
  weightOf(3_577_000, 3509, 1), // CheckGenesis
  weightOf(3_006_000), // CheckWeight
)

const checkMortality = { immortal: weightOf(6_605_000, 3509, 1), mortal: weightOf(6_703_000, 3509, 1) }

/** The version with which payers of proxies and shielded extrinsics came. */
const PAYERS = 391
/** The version whose extension of Subtensor weighs what its checks do. */
const WEIGHED_CHECKS = 423

/** Weight of a payment's extension. */
function chargeWeight(specVersion: number): Weight {
  if (specVersion < 301) return weightOf(40_073_000, 3593, 1, 1)
  return sumOf(weightOf(35_979_000, 3593, 1, 1), specVersion >= PAYERS ? weightOf(0, 0, 3) : noWeight)
}

const coldkeySwap = weightOf(17_583_000, 4198, 2)

const rateLimited = ['set_weights', 'set_mechanism_weights', 'commit_weights', 'commit_mechanism_weights']
const weights = [
  ...rateLimited,
  'batch_set_weights',
  'batch_commit_weights',
  'reveal_weights',
  'reveal_mechanism_weights',
  'batch_reveal_weights',
  'commit_timelocked_weights',
  'commit_timelocked_mechanism_weights',
  'commit_crv3_mechanism_weights',
]

/** Checks of Subtensor's extension with the calls that they concern. */
const checks: readonly (readonly [calls: ReadonlySet<string>, weight: Weight])[] = [
  [new Set(weights), weightOf(52_958_000, 7671, 11)],
  [new Set([...rateLimited, 'register_network']), weightOf(35_376_000, 4484, 7)],
  [new Set(['increase_take', 'decrease_take']), weightOf(15_378_000, 4186, 3)],
  [new Set(['serve_axon', 'serve_axon_tls', 'serve_prometheus']), weightOf(19_035_000, 4112, 3)],
  [new Set(['associate_evm_key']), weightOf(15_448_000, 4117, 2)],
]

function checksWeight({ pallet, call }: SignedExtrinsic['call'], specVersion: number): Weight {
  if (specVersion < WEIGHED_CHECKS) return noWeight
  if (pallet !== 'SubtensorModule') return coldkeySwap
  return sumOf(coldkeySwap, ...checks.filter(([calls]) => calls.has(call)).map(([, weight]) => weight))
}

/** Weight of the transaction extensions of a signed extrinsic. Those that are not named weigh nothing. */
export function extensionWeight(
  { era, call }: Pick<SignedExtrinsic, 'era' | 'call'>,
  specVersion: number,
): Weight {
  const shield = specVersion >= PAYERS ? weightOf(1_000_000, 0, 1) : noWeight
  return sumOf(
    always,
    era.kind === 'immortal' ? checkMortality.immortal : checkMortality.mortal,
    chargeWeight(specVersion),
    shield,
    checksWeight(call, specVersion),
  )
}
