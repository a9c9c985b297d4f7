import type { EpochInput, EpochResult, SparseRows } from '@subnetkit/yuma'

/**
 * The steps of a Yuma epoch written down one after the other with a bigint for every value: slow and
 * plain, sharing no code with the package. It is what the package is measured and checked against.
 */

type Row = [uid: number, bits: bigint][]

const ONE = 1n << 32n
const U16 = 65535n
const U64 = (1n << 64n) - 1n

const mul = (a: bigint, b: bigint) => (a * b) >> 32n
const div = (a: bigint, b: bigint) => (b === 0n ? 0n : (a << 32n) / b)
const proportion = (value: number) => (BigInt(value) << 32n) / U16
const toU16 = (bits: bigint) => Number(bits >= ONE ? U16 : (bits * U16) >> 32n)
const clamp = (x: bigint, low: bigint, high: bigint) => (x < low ? low : x > high ? high : x)
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n)
const zeros = (n: number) => new Array<bigint>(n).fill(0n)
const range = (n: number) => Array.from({ length: n }, (_, i) => i)

function normalize(values: readonly bigint[]): bigint[] {
  const total = sum(values)
  return total === 0n ? [...values] : values.map((value) => div(value, total))
}

function normalizeColumns(rows: readonly Row[], n: number): Row[] {
  const totals = zeros(n)
  for (const row of rows) for (const [j, value] of row) totals[j]! += value
  return rows.map((row) => row.map(([j, value]) => [j, div(value, totals[j]!)]))
}

function upscaleColumns(rows: readonly Row[], n: number): Row[] {
  const largest = zeros(n)
  for (const row of rows) for (const [j, value] of row) if (value > largest[j]!) largest[j] = value
  return rows.map((row) => row.map(([j, value]) => [j, div(value, largest[j]!)]))
}

function dense(row: Row, n: number): bigint[] {
  const cells = zeros(n)
  for (const [j, value] of row) cells[j] = value
  return cells
}

function positive(cells: readonly bigint[]): Row {
  return cells.map((value, j): Row[number] => [j, value]).filter(([, value]) => value > 0n)
}

function stored(rows: SparseRows, n: number): Row[] {
  return range(n).map((i) =>
    (rows[i] ?? []).filter(([j]) => j < n).map(([j, value]) => [j, BigInt(value) << 32n]),
  )
}

export function referenceEpoch(input: EpochInput): Omit<EpochResult, 'intermediate'> {
  const { n, ownerUid } = input
  const uids = range(n)
  const registered = uids.map((i) => input.blockAtRegistration[i] ?? 0)
  const updated = uids.map((i) => input.lastUpdate[i] ?? 0)
  const active = updated.map((block) => !(block + input.activityCutoffBlocks < input.currentBlock))

  const taoWeight = ((input.taoWeight << 32n) / U64) << 32n
  const totals = uids.map((i) => {
    const total = ((input.alphaStake[i] ?? 0n) << 64n) + (input.taoStake[i] ?? 0n) * taoWeight
    return total >> 64n < input.stakeThreshold && i !== ownerUid ? 0n : total
  })
  const allStake = sum(totals)
  const stake = totals.map((total) => (allStake === 0n ? 0n : ((total << 64n) / allStake) >> 32n))

  const permitted = uids.map(
    (i) => i < input.validatorPermit.length && (input.validatorPermit[i]! || i === ownerUid),
  )
  const nextPermits = stake.map((value) => value !== 0n)
  if (n >= input.maxAllowedValidators) {
    const ascending = [...uids].sort((a, b) =>
      stake[a]! < stake[b]! ? -1 : stake[a]! > stake[b]! ? 1 : a - b,
    )
    for (const i of ascending.slice(0, n - input.maxAllowedValidators)) nextPermits[i] = false
  }
  if (ownerUid !== null && ownerUid < n) nextPermits[ownerUid] = true

  const masksStake = input.validatorPermit.length > 0
  const voting = normalize(stake.map((value, i) => (active[i] && (permitted[i] || !masksStake) ? value : 0n)))

  const weights = stored(input.weights, n).map((row, i): Row => {
    const commit = input.commitRevealEnabled ? (input.commitBlocks[i] ?? null) : null
    const kept = row
      .filter(() => permitted[i])
      .filter(([j]) => i !== j || i === ownerUid)
      .filter(([j]) => updated[i]! > registered[j]!)
      .filter(([j]) => commit === null || commit >= registered[j]!)
    const total = sum(kept.map(([, value]) => value))
    return kept.map(([j, value]) => [j, total > 0n ? div(value, total) : value])
  })

  const voters = uids.filter((i) => voting[i]! > 0n)
  const voice = normalize(voters.map((i) => voting[i]!))
  const table = voters.map((i) => dense(weights[i]!, n))
  const consensus = uids.map((j) =>
    median(
      voice,
      table.map((scores) => scores[j]!),
      sum(voice) - proportion(input.kappa),
    ),
  )

  const clipped = weights.map((row) =>
    row.flatMap(([j, value]): Row => {
      const limit = consensus[j]!
      return value <= limit ? [[j, value]] : limit > 0n ? [[j, limit]] : []
    }),
  )
  const trust = clipped.map((row) => sum(row.map(([, value]) => value)))
  const ranks = zeros(n)
  clipped.forEach((row, i) => {
    for (const [j, value] of row) ranks[j]! += mul(value, voting[i]!)
  })
  const incentive = normalize(ranks)

  const penalty = proportion(input.bondsPenalty)
  const bondWeights = weights.map((row, i): Row => {
    if (penalty === 0n) return row
    if (penalty === ONE) return clipped[i]!
    const to = dense(clipped[i]!, n)
    return positive(dense(row, n).map((value, j) => value + mul(penalty, to[j]! - value)))
  })

  const since =
    input.lastMechanismStepBlock === 0
      ? Math.max(0, input.currentBlock - input.tempo)
      : input.lastMechanismStepBlock + 1
  const held = stored(input.bonds, n).map((row) => row.filter(([j]) => since > registered[j]!))
  const { bonds, dividends } = input.yuma3
    ? yuma3(input, bondWeights, held, consensus, incentive, voting)
    : yuma2(input, bondWeights, held, incentive, voting)

  const combined = incentive.map((value, i) => value + dividends[i]!)
  const earned = sum(combined)
  const byStake = sum(voting) === 0n ? stake : voting
  const pay = (shares: readonly bigint[]) => shares.map((share) => (share * input.raoEmission) >> 32n)
  const share = (values: readonly bigint[]) => values.map((value) => div(value, earned))
  return {
    stored: {
      active,
      validatorPermit: nextPermits,
      consensus: consensus.map(toU16),
      dividends: dividends.map(toU16),
      validatorTrust: trust.map(toU16),
      stakeWeight: stake.map(toU16),
      emission: pay(earned === 0n ? byStake : share(combined)),
      incentive: incentive.map(toU16),
      bonds: bonds.map((row, i) =>
        nextPermits[i] ? row.map(([j, value]) => [j, toU16(value)] as const) : [],
      ),
    },
    payout: {
      serverEmission: pay(earned === 0n ? incentive : share(incentive)),
      validatorEmission: pay(earned === 0n ? byStake : share(dividends)),
    },
  }
}

/** The chain's selection: split around a pivot and go where the majority boundary lies. */
function median(stake: readonly bigint[], score: readonly bigint[], minority: bigint): bigint {
  let list = range(score.length)
  let low = 0n
  let high = sum(stake)
  while (list.length > 1) {
    const pivot = score[list[list.length >> 1]!]!
    const lower = list.filter((i) => score[i]! < pivot)
    const upper = list.filter((i) => score[i]! > pivot)
    const belowPivot = low + sum(lower.map((i) => stake[i]!))
    const throughPivot = high - sum(upper.map((i) => stake[i]!))
    if (minority < belowPivot && lower.length > 0) {
      list = lower
      high = belowPivot
    } else if (throughPivot <= minority && upper.length > 0) {
      list = upper
      low = throughPivot
    } else return pivot
  }
  return list.length === 1 ? score[list[0]!]! : 0n
}

function movingAverage(input: EpochInput, next: readonly Row[], old: readonly Row[]): Row[] {
  const alpha = ONE - (BigInt(input.bondsMovingAverage) << 32n) / 1_000_000n
  return next.map((row, i) => {
    const cells = zeros(input.n)
    for (const [j, value] of row) cells[j]! += mul(alpha, value)
    for (const [j, value] of old[i]!) cells[j]! += mul(ONE - alpha, value)
    return positive(cells)
  })
}

function earnings(rows: readonly Row[], incentive: readonly bigint[]): bigint[] {
  return rows.map((row) => sum(row.map(([j, value]) => mul(value, incentive[j]!))))
}

function yuma2(
  input: EpochInput,
  weights: readonly Row[],
  held: readonly Row[],
  incentive: readonly bigint[],
  voting: readonly bigint[],
) {
  const delta = weights.map((row, i) => row.map(([j, value]): Row[number] => [j, mul(value, voting[i]!)]))
  const average = movingAverage(input, normalizeColumns(delta, input.n), normalizeColumns(held, input.n))
  const shares = normalizeColumns(average, input.n)
  return { bonds: upscaleColumns(shares, input.n), dividends: normalize(earnings(shares, incentive)) }
}

function yuma3(
  input: EpochInput,
  weights: readonly Row[],
  held: readonly Row[],
  consensus: readonly bigint[],
  incentive: readonly bigint[],
  voting: readonly bigint[],
) {
  const old = held.map((row) => row.map(([j, value]): Row[number] => [j, value / U16]))
  const isLiquid = input.liquidAlpha && consensus.some((value) => value !== 0n)
  const bonds = isLiquid ? liquidBonds(input, weights, old, consensus) : movingAverage(input, weights, old)
  const earned = earnings(normalizeColumns(bonds, input.n), incentive)
  return { bonds, dividends: normalize(earned.map((value, i) => mul(value, voting[i]!))) }
}

/** An alpha for every pair of uids, then the update of the cells that have a weight. */
function liquidBonds(
  input: EpochInput,
  weights: readonly Row[],
  old: readonly Row[],
  consensus: readonly bigint[],
): Row[] {
  return weights.map((row, i) => {
    const seenWeights = walk(row, input.n)
    const seenBonds = walk(old[i]!, input.n)
    const alphas = consensus.map((value, j) => alphaOf(input, seenWeights[j]!, seenBonds[j]!, value))
    const before = dense(old[i]!, input.n)
    return row
      .map(([j, value]): Row[number] => {
        const alpha = alphas[j]!
        const updated = mul(ONE - alpha, before[j]!) + mul(alpha, value)
        return [j, updated > ONE ? ONE : updated]
      })
      .filter(([, value]) => value > 0n)
  })
}

/** A row as read by a cursor that only moves forward while the uids ascend. */
function walk(row: Row, n: number): bigint[] {
  let at = 0
  return range(n).map((j) => {
    while (at < row.length && row[at]![0] < j) at++
    return at < row.length && row[at]![0] === j ? row[at]![1] : 0n
  })
}

function alphaOf(input: EpochInput, weight: bigint, bond: bigint, consensus: bigint): bigint {
  const low = proportion(input.alphaLow)
  const high = proportion(input.alphaHigh)
  const distance = clamp(weight >= bond ? weight - consensus : bond - weight, 0n, ONE)
  const slope = div(BigInt(input.alphaSigmoidSteepness) << 32n, -100n << 32n)
  const sigmoid = div(ONE, ONE + exp(mul(slope, distance - ONE / 2n)))
  return clamp(low + mul(sigmoid, high - low), low, high)
}

function exp(x: bigint): bigint {
  const exponent = clamp(x, -20n * ONE, 20n * ONE)
  if (exponent === ONE) return 22802600n << 9n
  const magnitude = exponent < 0n ? -exponent : exponent
  let term = ONE
  let result = ONE
  for (let i = 1n; i <= 31n; i++) {
    term = mul(term, magnitude) / i
    result += term
  }
  return exponent < 0n ? (ONE << 32n) / result : result
}
