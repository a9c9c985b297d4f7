import { checked, type Filled, integer, number, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import { clipShares, clipToMaxWeight } from './clip-to-max-weight.js'
import { MAX_WEIGHT_VALUE, normalizeWeights, type WeightsByUid } from './normalize-weights.js'
import { quantileOf } from './quantile.js'
import { checkUnique } from './refuse-vector.js'
import { parseVectorPolicy, type VectorPolicy } from './vector-policy.js'

/** A uid and its share, relative to the others. */
export interface UidShare {
  readonly uid: number
  readonly share: number
}

/** Limits that the chain imposes on a vector. */
export interface ChainVectorLimits {
  /** Neurons of the subnet. */
  readonly neurons: number
  /** MinAllowedWeights: fewest uids that a vector names. */
  readonly minAllowedWeights: number
  /** MaxWeightsLimit, 65535 for none. */
  readonly maxWeightsLimit: number
}

/** Parameters of {@link vectorFromShares}. */
export interface VectorParameters {
  /** Each uid at most once. Not a number, infinite and negative shares count as 0. */
  readonly shares: readonly UidShare[]
  /** The owner's uid and the share of all weights that is burned there. */
  readonly burn?: { readonly uid: number; readonly share: number } | undefined
  /** The validator's own uid: paid `selfWeight`, never its own share. */
  readonly self?: number | undefined
  readonly policy?: VectorPolicy | undefined
  /** @default no limits */
  readonly limits?: ChainVectorLimits | undefined
}

const u16 = () => integer(0, MAX_WEIGHT_VALUE)
const parametersSchema = optionsOf({
  shares: z.array(
    z.looseObject(
      { uid: u16(), share: checked<number>((value) => typeof value === 'number', 'a number') },
      'a uid and its share',
    ),
    'a list of uids and their shares',
  ),
  burn: optionsOf({ uid: u16(), share: number(0, 1) }).optional(),
  self: u16().optional(),
  policy: z.custom<VectorPolicy>().optional(),
  limits: optionsOf({ neurons: u16(), minAllowedWeights: u16(), maxWeightsLimit: u16() }).optional(),
})

/**
 * Makes a weights vector from shares: drops the lowest quantile and dust, caps each miner's part, adds the burned and
 * the own share, and clips the whole to the chain's limit; u16, uids ascending. If no miner is left, the burned and the
 * own share are everything; without those the result is empty. If the chain requires more uids, further ones are added
 * with weight 0: they count towards the minimum and earn nothing.
 * Throws CONFIG_INVALID for an invalid policy, limit, uid or burned share and for unknown parameters, WEIGHTS_VECTOR_INVALID for a duplicate uid.
 */
export function vectorFromShares(parameters: VectorParameters): WeightsByUid {
  const {
    shares: given,
    burn,
    self,
    limits,
    ...rest
  } = parseOptions(parametersSchema, parameters, 'vectorFromShares')
  checkUnique(given.map(({ uid }) => uid))
  const policy = parseVectorPolicy(rest.policy, burn?.share)
  const miners = cap(dropLowest(soundShares(given, self), policy), policy.maxWeight)
  const fixed = new Map<number, number>()
  const fix = (uid: number, share: number) => fixed.set(uid, (fixed.get(uid) ?? 0) + share)
  if (burn) fix(burn.uid, burn.share)
  if (self !== undefined) fix(self, policy.selfWeight)
  const left = 1 - (burn?.share ?? 0) - (self === undefined ? 0 : policy.selfWeight)

  const whole = new Map(miners.map(({ uid, share }) => [uid, share * left]))
  for (const [uid, share] of fixed) whole.set(uid, (whole.get(uid) ?? 0) + share)
  const paid = [...whole].filter(([, share]) => share > 0).sort(([a], [b]) => a - b)
  const uids = paid.map(([uid]) => uid)
  const isSelfAlone = uids.length === 1 && uids[0] === self
  const shares = isSelfAlone
    ? [1]
    : clipToChain(
        paid.map(([, share]) => share),
        limits,
      )
  const vector = normalizeWeights(uids, shares)
  return limits && uids.length > 0 && !isSelfAlone ? nameEnough(vector, limits) : vector
}

function soundShares(shares: readonly UidShare[], self: number | undefined): UidShare[] {
  const sound = shares.filter(({ uid, share }) => uid !== self && share > 0 && Number.isFinite(share))
  return relative(sound)
}

/** Shares that sum to 1. Relative to the largest first, so that no sum overflows. */
function relative(shares: readonly UidShare[]): UidShare[] {
  const largest = shares.reduce((max, { share }) => Math.max(max, share), 0)
  const sum = shares.reduce((total, { share }) => total + share / largest, 0)
  return shares.map(({ uid, share }) => ({ uid, share: share / largest / sum }))
}

function dropLowest(miners: readonly UidShare[], policy: Filled<VectorPolicy>): UidShare[] {
  const lowest = quantileOf(
    miners.map(({ share }) => share),
    policy.quantile,
  )
  const kept = relative(miners.filter(({ share }) => policy.quantile === 0 || share >= lowest))
  // The best is never dust: with all below the limit, those as good as it stay.
  const best = kept.reduce((max, { share }) => Math.max(max, share), 0)
  const least = Math.min(policy.minWeight, best)
  return relative(kept.filter(({ share }) => share >= least))
}

function cap(miners: readonly UidShare[], maxWeight: number): UidShare[] {
  if (maxWeight >= 1 || miners.length === 0) return [...miners]
  const shares = clipShares(
    miners.map(({ share }) => share),
    maxWeight,
  )
  return miners.map(({ uid }, index) => ({ uid, share: shares[index]! }))
}

function clipToChain(shares: readonly number[], limits: ChainVectorLimits | undefined): readonly number[] {
  const limit = limits?.maxWeightsLimit ?? MAX_WEIGHT_VALUE
  return shares.length === 0 || limit >= MAX_WEIGHT_VALUE
    ? shares
    : clipToMaxWeight(shares, limit / MAX_WEIGHT_VALUE)
}

/** Adds the lowest missing uids with weight 0, up to the count that the chain requires. */
function nameEnough({ uids, values }: WeightsByUid, limits: ChainVectorLimits): WeightsByUid {
  const missing = Math.min(limits.neurons, limits.minAllowedWeights) - uids.length
  if (missing <= 0) return { uids, values }
  const named = new Map(uids.map((uid, index) => [uid, values[index]!]))
  for (let uid = 0, added = 0; uid < limits.neurons && added < missing; uid += 1) {
    if (named.has(uid)) continue
    named.set(uid, 0)
    added += 1
  }
  const rows = [...named].sort(([a], [b]) => a - b)
  return { uids: rows.map(([uid]) => uid), values: rows.map(([, value]) => value) }
}
