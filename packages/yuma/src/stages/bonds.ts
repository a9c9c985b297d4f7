import { divTrunc, mulFloor, normalized, ONE, proportion } from '../math/kernels.js'
import type { EpochInput } from '../types.js'
import { type AlphaOf, liquidAlpha, liquidBonds } from './liquid-alpha.js'
import { type AnyRow, forEachStored } from './row-forms.js'
import { normalizeColumns, type Rows, RowsBuilder, upscaleColumns, withBits } from './rows.js'
import { countCells } from './weights.js'

export interface BondsInput {
  readonly input: EpochInput<AnyRow>
  /** The weights that bonds follow. */
  readonly weights: Rows
  readonly consensus: Float64Array
  readonly incentive: Float64Array
  readonly activeStake: Float64Array
}

export interface BondsOutcome {
  /** Old bonds as the update took them. */
  readonly previous: Rows
  /** Yuma 2: the stake-weighted weights, columns normalised. */
  readonly delta: Rows | null
  /** Set where liquid alpha applied. */
  readonly alphaOf: AlphaOf | null
  /** New bonds as they are stored, before the conversion to u16. */
  readonly bonds: Rows
  readonly dividends: Float64Array
}

/** Yuma 2: bonds are shares of a miner, weighted by stake when they are bought. */
export function bondsYuma2({ input, weights, incentive, activeStake }: BondsInput): BondsOutcome {
  // The common factor 2^32 of u16 numbers cancels in the quotients.
  const previous = normalizeColumns(previousBonds(input, (value) => value))
  const delta = normalizeColumns(scaleRows(weights, activeStake))
  const shares = normalizeColumns(movingAverage(delta, previous, averageAlpha(input)))
  const dividends = normalized(rowDividends(shares, incentive))
  return { previous, delta, alphaOf: null, bonds: upscaleColumns(shares), dividends }
}

/** Yuma 3: bonds are proportions of full trust in a miner; stake counts when dividends are paid. */
export function bondsYuma3(bondsInput: BondsInput): BondsOutcome {
  const { input, weights, consensus, incentive, activeStake } = bondsInput
  const previous = previousBonds(input, proportion)
  const isLiquid = input.liquidAlpha && consensus.some((value) => value !== 0)
  const alphaOf = isLiquid ? liquidAlpha(input) : null
  const bonds = alphaOf
    ? liquidBonds(weights, previous, consensus, alphaOf)
    : movingAverage(weights, previous, averageAlpha(input))
  const earned = rowDividends(normalizeColumns(bonds), incentive)
  const dividends = normalized(earned.map((value, i) => mulFloor(value, activeStake[i]!)))
  return { previous, delta: null, alphaOf, bonds, dividends }
}

/** Stored bonds without those to neurons registered since the previous epoch. */
function previousBonds(input: EpochInput<AnyRow>, scale: (value: number) => number): Rows {
  const { n, bonds, blockAtRegistration, currentBlock, tempo, lastMechanismStepBlock } = input
  const since = lastMechanismStepBlock === 0 ? Math.max(0, currentBlock - tempo) : lastMechanismStepBlock + 1
  const rows = new RowsBuilder(n, countCells(bonds, n))
  for (let i = 0; i < n; i++) {
    forEachStored(bonds[i], (j, value) => {
      if (j < n && since > (blockAtRegistration[j] ?? 0)) rows.push(j, scale(value))
    })
    rows.endRow()
  }
  return rows.build()
}

/** Part of the bonds that is purchased each epoch; negative if more than all is to be kept. */
function averageAlpha({ bondsMovingAverage }: Pick<EpochInput, 'bondsMovingAverage'>): number {
  return ONE - divTrunc(bondsMovingAverage, 1_000_000)
}

function scaleRows(rows: Rows, factors: Float64Array): Rows {
  const bits = new Float64Array(rows.bits.length)
  for (let i = 0; i < factors.length; i++) {
    for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++)
      bits[at] = mulFloor(rows.bits[at]!, factors[i]!)
  }
  return withBits(rows, bits)
}

/** `alpha * next + (1 - alpha) * old`: positive cells, in the order of uids. */
function movingAverage(next: Rows, old: Rows, alpha: number): Rows {
  const n = next.start.length - 1
  const rows = new RowsBuilder(n, next.uid.length + old.uid.length)
  const cells = new Float64Array(n)
  const everyUid = Uint16Array.from(cells, (_, uid) => uid)
  for (let i = 0; i < n; i++) {
    const bought = next.uid.subarray(next.start[i]!, next.start[i + 1]!)
    const held = old.uid.subarray(old.start[i]!, old.start[i + 1]!)
    addScaled(cells, next, i, alpha)
    addScaled(cells, old, i, ONE - alpha)
    // Walking every uid beats sorting unless the row is short; either way time follows its length.
    const isLong = bought.length + held.length > n / 8
    const columns = isLong ? everyUid : ascendingUnion(bought, held)
    for (let at = 0; at < columns.length; at++) {
      const j = columns[at]!
      if (cells[j]! > 0) rows.push(j, cells[j]!)
      cells[j] = 0
    }
    rows.endRow()
  }
  return rows.build()
}

function addScaled(cells: Float64Array, rows: Rows, i: number, factor: number): void {
  for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) {
    cells[rows.uid[at]!]! += mulFloor(factor, rows.bits[at]!)
  }
}

/** Every uid of either list, ascending; one that both have may come twice. */
function ascendingUnion(a: Uint16Array, b: Uint16Array): Uint16Array {
  const union = new Uint16Array(a.length + b.length)
  union.set(a)
  union.set(b, a.length)
  return union.sort()
}

function rowDividends({ start, uid, bits }: Rows, incentive: Float64Array): Float64Array {
  return incentive.map((_, i) => {
    let sum = 0
    for (let at = start[i]!; at < start[i + 1]!; at++) sum += mulFloor(bits[at]!, incentive[uid[at]!]!)
    return sum
  })
}
