import { normalized, proportion, shareOf, toU16 } from './math/kernels.js'
import { activeNeurons } from './stages/activity.js'
import { type BondsOutcome, bondsYuma2, bondsYuma3 } from './stages/bonds.js'
import { consensusOf } from './stages/consensus.js'
import { type EmissionShares, emissionShares } from './stages/emission.js'
import { ranksOf } from './stages/incentive.js'
import { liquidAlphaTable } from './stages/liquid-alpha.js'
import { currentPermits, nextPermits } from './stages/permits.js'
import { type AnyRow, type StoreBonds, storePairs } from './stages/row-forms.js'
import { type Rows, rowTotals } from './stages/rows.js'
import { activeStake, normalizedStake } from './stages/stake.js'
import { traceRows, traceVector } from './stages/trace.js'
import { assertSupported } from './stages/validate.js'
import { clipWeights, maskedWeights, weightsForBonds } from './stages/weights.js'
import type { EpochInput, EpochResult, EpochTrace } from './types.js'

export interface EpochOptions {
  /**
   * Also return the bits of every stage; costs memory and, with liquid alpha, time quadratic in n.
   * @default false
   */
  readonly trace?: boolean | undefined
}

/**
 * Runs the epoch of one mechanism: from stakes, stored weights and stored bonds to what the chain
 * would write and pay, bit for bit. Time grows with the number of weights and bonds.
 *
 * @throws RangeError when the input lies outside what the chain's types can hold.
 */
export function runEpoch(input: EpochInput, options: EpochOptions = {}): EpochResult {
  return epochOf(input, storePairs, options)
}

/** As {@link runEpoch}, with rows in either form, and bonds in the form that `storeBonds` gives them. */
export function epochOf<Row>(
  input: EpochInput<AnyRow>,
  storeBonds: StoreBonds<Row>,
  options: EpochOptions = {},
): EpochResult<Row> {
  assertSupported(input)
  const active = activeNeurons(input)
  const permitted = currentPermits(input)
  const stake = normalizedStake(input)
  const validatorPermit = nextPermits(input, stake)
  const voting = activeStake(input, stake, active, permitted)
  const weights = maskedWeights(input, permitted)
  const consensus = consensusOf(weights, voting, proportion(input.kappa))
  const clipped = clipWeights(weights, consensus)
  const validatorTrust = rowTotals(clipped)
  const ranks = ranksOf(clipped, voting)
  const incentive = normalized(ranks)
  const bondWeights = weightsForBonds(weights, clipped, input.bondsPenalty)
  const update = input.yuma3 ? bondsYuma3 : bondsYuma2
  const outcome = update({ input, weights: bondWeights, consensus, incentive, activeStake: voting })
  const shares = emissionShares(incentive, outcome.dividends, voting, stake)
  const amounts = (bits: Float64Array) => Array.from(bits, (share) => shareOf(share, input.raoEmission))
  return {
    stored: {
      active,
      validatorPermit,
      consensus: Array.from(consensus, toU16),
      dividends: Array.from(outcome.dividends, toU16),
      validatorTrust: Array.from(validatorTrust, toU16),
      stakeWeight: Array.from(stake, toU16),
      emission: amounts(shares.combined),
      incentive: Array.from(incentive, toU16),
      bonds: storeBonds(outcome.bonds, validatorPermit),
    },
    payout: {
      serverEmission: amounts(shares.server),
      validatorEmission: amounts(shares.validator),
    },
    ...(options.trace && {
      intermediate: traceOf({
        stake,
        voting,
        weights,
        consensus,
        clipped,
        validatorTrust,
        ranks,
        incentive,
        bondWeights,
        outcome,
        shares,
      }),
    }),
  }
}

interface Stages {
  readonly stake: Float64Array
  readonly voting: Float64Array
  readonly weights: Rows
  readonly consensus: Float64Array
  readonly clipped: Rows
  readonly validatorTrust: Float64Array
  readonly ranks: Float64Array
  readonly incentive: Float64Array
  readonly bondWeights: Rows
  readonly outcome: BondsOutcome
  readonly shares: EmissionShares
}

function traceOf({ outcome, shares, consensus, bondWeights, ...stages }: Stages): EpochTrace {
  const { previous, delta, alphaOf, bonds, dividends } = outcome
  return {
    stake: traceVector(stages.stake),
    activeStake: traceVector(stages.voting),
    weightsNorm: traceRows(stages.weights),
    consensus: traceVector(consensus),
    clippedWeights: traceRows(stages.clipped),
    validatorTrust: traceVector(stages.validatorTrust),
    ranks: traceVector(stages.ranks),
    incentive: traceVector(stages.incentive),
    bondsPrevNormalizedOrScaled: traceRows(previous),
    bondsDeltaNorm: delta && traceRows(delta),
    liquidAlphas: alphaOf && liquidAlphaTable(bondWeights, previous, consensus, alphaOf).map(traceVector),
    emaBonds: traceRows(bonds),
    dividends: traceVector(dividends),
    normalizedServerEmission: traceVector(shares.server),
    normalizedValidatorEmission: traceVector(shares.validator),
    normalizedCombinedEmission: traceVector(shares.combined),
  }
}
