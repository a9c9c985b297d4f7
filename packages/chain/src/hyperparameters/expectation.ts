import type { HyperparameterKinds, HyperparameterSpec } from './table.js'

/** A value of the wrong type: the expected type, and how to write it. */
export interface Expectation {
  readonly detail: string
  readonly fix: string
}

/** Parts of a unit that make a whole: a fraction given in their place was meant as a share. */
const partsPerUnit: Readonly<Record<string, number>> = { '65535ths': 65_535, millionths: 1_000_000 }

/** Describes the values that a hyperparameter accepts, in its unit, and how to write the given one in it. */
export function expectationOf({ kind, unit }: HyperparameterSpec, value: unknown): Expectation {
  const parts = partsPerUnit[unit]
  const counted = unit === '' ? '' : ` of ${unit}`
  const given = `not ${show(value)}`
  const inParts = (share: number) => `${Math.round(share * (parts ?? 1))} for ${share}`
  switch (kind) {
    case 'integer':
      return {
        detail: `expects a whole number${counted}, ${given}`,
        fix:
          parts !== undefined && isFraction(value)
            ? `Write ${inParts(value)}: the unit is ${unit}.`
            : `Write a whole number${counted}, without quotes.`,
      }
    case 'amount':
      return {
        detail: `expects an amount, ${given}: a number without a unit is whole rao`,
        fix: `Write ${tao(value)} for TAO, or rao as a whole number.`,
      }
    case 'key':
      return { detail: `expects a whole number, ${given}`, fix: 'Write digits; in quotes above 2^53.' }
    case 'flag':
      return { detail: `expects true or false, ${given}`, fix: 'Write true or false, without quotes.' }
    case 'ratio':
      return { detail: `expects a number, ${given}`, fix: 'Write a number such as 1.26, without quotes.' }
    case 'range':
    case 'shares':
      return listExpectation(kind, unit, value, inParts)
    case 'account':
      return {
        detail: 'expects an SS58 address of Bittensor',
        fix: 'Copy the address again; it starts with 5.',
      }
    case 'recycling':
      return { detail: `expects "burn" or "recycle", ${given}`, fix: 'Write "burn" or "recycle".' }
  }
}

function listExpectation(
  kind: Extract<keyof HyperparameterKinds, 'range' | 'shares'>,
  unit: string,
  value: unknown,
  inParts: (share: number) => string,
): Expectation {
  const detail =
    kind === 'range'
      ? `expects [low, high] in ${unit}, not ${show(value)}`
      : `expects shares in 65535ths that sum to 65535, or null for even ones, not ${show(value)}`
  const fractions = Array.isArray(value) ? value.filter(isFraction) : []
  if (fractions.length > 0) return { detail, fix: `Write ${fractions.map(inParts).join(', ')}.` }
  return {
    detail,
    fix:
      kind === 'range'
        ? 'Write two whole numbers, such as [45875, 58982].'
        : 'Write whole numbers, such as [32768, 32767].',
  }
}

const isFraction = (value: unknown): value is number => typeof value === 'number' && value > 0 && value < 1

/** The amount that was meant, where one can be seen. */
const tao = (value: unknown): string =>
  /^\d+(\.\d{1,9})?$/.test(String(value)) ? `"${value} TAO"` : '"0.5 TAO"'

/** Shows numbers and lists of numbers; a text may be anything, so only its type is shown. */
function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (typeof value === 'string') return /^[\d.,+-]{1,24}( ?\w{1,5})?$/.test(value) ? `"${value}"` : 'a text'
  if (Array.isArray(value))
    return value.length > 8 ? `a list of ${value.length}` : `[${value.map(show).join(', ')}]`
  return value === undefined ? 'nothing' : `a ${typeof value}`
}
