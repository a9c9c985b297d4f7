import { div, mul } from './fixed.js'

/** Plain 64-bit sum: wraps like the chain's production build. */
export function sum(x: readonly bigint[]): bigint {
  return BigInt.asIntN(
    64,
    x.reduce((total, value) => total + value, 0n),
  )
}

/** Divides by the sum, unless that is 0. */
export function normalize(x: readonly bigint[]): bigint[] {
  const total = sum(x)
  return total === 0n ? [...x] : x.map((value) => div(value, total))
}

/** {@link normalize} for I64F64 bits. */
export function normalize64(x: readonly bigint[]): bigint[] {
  const total = BigInt.asIntN(
    128,
    x.reduce((sum, value) => sum + value, 0n),
  )
  return total === 0n ? [...x] : x.map((value) => div64(value, total))
}

function div64(a: bigint, b: bigint): bigint {
  const quotient = (a << 64n) / b
  return BigInt.asIntN(128, quotient) === quotient ? quotient : 0n
}

/** Products, as many as the shorter of the two has values. */
export function vecMul(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  return a.slice(0, b.length).map((value, i) => mul(value, b[i]!))
}

/** Quotients, as many as the shorter of the two has values. A quotient by zero is zero. */
export function vecDiv(a: readonly bigint[], b: readonly bigint[]): bigint[] {
  return a.slice(0, b.length).map((value, i) => div(value, b[i]!))
}

/** Zeroes where the mask is true, and behind its end. An empty mask zeroes nothing. */
export function maskVector(mask: readonly boolean[], x: readonly bigint[]): bigint[] {
  if (mask.length === 0) return [...x]
  return x.map((value, i) => (mask[i] === false ? value : 0n))
}

/** True for the `k` largest; of equals the later positions win. */
export function isTopK(x: readonly (number | bigint)[], k: number): boolean[] {
  return keepTop(
    x,
    k,
    x.map(() => true),
  )
}

/** {@link isTopK}, but a zero is never chosen, even if that leaves fewer than `k`. */
export function isTopKNonzero(x: readonly (number | bigint)[], k: number): boolean[] {
  return keepTop(
    x,
    k,
    x.map((value) => Number(value) !== 0),
  )
}

function keepTop(x: readonly (number | bigint)[], k: number, chosen: boolean[]): boolean[] {
  if (x.length < k) return chosen
  // Array.prototype.sort is stable, so equals stay in uid order and the lower uids are cut first.
  const ascending = x.map((_, i) => i).sort((a, b) => (x[a]! < x[b]! ? -1 : x[a]! > x[b]! ? 1 : 0))
  for (const i of ascending.slice(0, x.length - k)) chosen[i] = false
  return chosen
}
