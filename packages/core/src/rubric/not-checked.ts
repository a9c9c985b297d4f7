/** Result of a part of a rubric that could not look at an answer, for a cause on the validator's side. */
export interface NotChecked {
  readonly notChecked: true
  /** Cause, as receipts state it. */
  readonly reason: string
}

/** A part's own result, or that it could not look. */
export type Checked<T> = T | NotChecked

/** Result of a round criterion that has nothing to score about an answer before a later round. */
export interface NotYet {
  readonly notYet: true
  /** Cause, as receipts state it. */
  readonly reason: string
}

// Symbols of the registry: several copies of this package may be installed, and no answer of a miner carries one.
const mark = Symbol.for('subnetkit.not-checked')
const laterMark = Symbol.for('subnetkit.not-yet')

/** Longest reason in a receipt, in UTF-16 units. */
const longestReason = 300

/**
 * Returned in place of a result by a gate, a criterion or a factor, or by a round criterion for one of its entries, when the validator could not
 * check an answer: its model is missing, its judge is down, it is too busy. No miner is charged: a criterion or factor is left out of the score,
 * by name in the receipt, and an answer whose gate was not checked counts for nobody, since it may be worth nothing.
 * @example
 * gate('honest', async ({ output }) => {
 *   const found = await paintAgain(output).catch(() => null)
 *   return found === null ? notChecked('the model cannot be loaded') : found === output.picture
 * })
 */
export function notChecked(reason: string): NotChecked {
  const made: NotChecked = { notChecked: true, reason: String(reason).slice(0, longestReason) }
  return Object.assign(made, { [mark]: true })
}

/** Returns true for what {@link notChecked} returns. */
export function isNotChecked(value: unknown): value is NotChecked {
  return typeof value === 'object' && value !== null && mark in value
}

/**
 * Returned by a round criterion for an entry that nothing can be said about before a later round, such as a forecast whose outcome is not
 * known. The miner is neither paid nor charged, and nothing is wrong.
 */
export function notYet(reason: string): NotYet {
  const made: NotYet = { notYet: true, reason: String(reason).slice(0, longestReason) }
  return Object.assign(made, { [laterMark]: true })
}

/** Returns true for what {@link notYet} returns. */
export function isNotYet(value: unknown): value is NotYet {
  return typeof value === 'object' && value !== null && laterMark in value
}
