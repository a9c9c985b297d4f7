import { normalizeText } from '../../measures/normalize-text.js'
import { mix } from './mix.js'
import { shinglesOf } from './shingles.js'

/** Hash functions of a sketch. Each keeps 8 bits, so that a sketch has 256 bytes: 344 characters of base64. */
const size = 256
/** Longest text that is read, in UTF-16 units: whitespace and what is not seen included. */
const longestRead = 1_048_576
/** Longest text that is sketched, in UTF-16 units: what comes after it is not looked at. */
export const longestSketched = 65_536

/** Multipliers and offsets of the hash functions, from a fixed sequence (splitmix32), so that sketches are the same everywhere. */
const [factors, offsets] = [new Uint32Array(size), new Uint32Array(size)]
let state = 0x53_4b_49_54
const nextWord = () => {
  state = (state + 0x9e_37_79_b9) | 0
  return mix(state)
}
for (let at = 0; at < size; at += 1) {
  factors[at] = nextWord() | 1
  offsets[at] = nextWord()
}

/**
 * Returns the MinHash of the shingles of a text, as base64: the smallest hash of all runs of `length` UTF-16 units, under
 * 256 hash functions. Case, width, runs of whitespace and characters that are not seen make no difference.
 */
export function sketchOf(text: string, length: number): string {
  const hashes = shinglesOf(normal(text, longestSketched), length)
  const sketch = Buffer.allocUnsafe(size)
  for (let at = 0; at < size; at += together) sketchInto(sketch, at, hashes)
  return sketch.toString('base64')
}

/** Hash functions that are computed together: their factors and minima then stay in registers. */
const together = 4

/** Computes four bytes of a sketch. With the highest bit of the offsets flipped, signed numbers have the order of unsigned ones. */
function sketchInto(sketch: Uint8Array, at: number, hashes: Uint32Array): void {
  const [f0, f1, f2, f3] = [
    factors[at]! | 0,
    factors[at + 1]! | 0,
    factors[at + 2]! | 0,
    factors[at + 3]! | 0,
  ]
  const [o0, o1, o2, o3] = [offset(at), offset(at + 1), offset(at + 2), offset(at + 3)]
  let [least0, least1, least2, least3] = [highest, highest, highest, highest]
  for (let index = 0; index < hashes.length; index += 1) {
    const hash = hashes[index]! | 0
    const one0 = (Math.imul(f0, hash) + o0) | 0
    const one1 = (Math.imul(f1, hash) + o1) | 0
    const one2 = (Math.imul(f2, hash) + o2) | 0
    const one3 = (Math.imul(f3, hash) + o3) | 0
    if (one0 < least0) least0 = one0
    if (one1 < least1) least1 = one1
    if (one2 < least2) least2 = one2
    if (one3 < least3) least3 = one3
  }
  sketch[at] = byteOf(least0)
  sketch[at + 1] = byteOf(least1)
  sketch[at + 2] = byteOf(least2)
  sketch[at + 3] = byteOf(least3)
}

const highest = 0x7f_ff_ff_ff
const highestBit = 0x80_00_00_00
const offset = (at: number) => (offsets[at]! + highestBit) | 0
const byteOf = (least: number) => mix(least ^ highestBit) >>> 24

/**
 * Text as it is compared, as far as `longest` UTF-16 units of it: without differences of case, width and whitespace, and without characters
 * that are not seen.
 */
export function normal(text: string, longest: number): string {
  const shown = plain(text.slice(0, longestRead)).slice(0, longest)
  if (isPlain(shown)) return shown.toLowerCase().trim()
  // NFKC makes up to 18 characters of one.
  return plain(normalizeText(shown, 'NFKC').toLowerCase()).slice(0, longest).trim()
}

/** Controls, and what has no width, such as variation selectors; U+2800 is an empty pattern of Braille. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]|(?!\s)\p{Cc}/gu

/** Text without characters that are not seen, and with one space for each run of whitespace. */
export const plain = (text: string): string =>
  isPlain(text) ? text : text.replace(unseen, '').replace(/\s+/g, ' ')

/** True for printable ASCII without runs of spaces, as most texts are: it stays as it is, in a tenth of the time. */
const isPlain = (text: string): boolean => !/[^ -~]| {2}/.test(text)

/** Reads a sketch for {@link sketchDistance}. Throws for a text that is none. */
export function readSketch(sketch: unknown): Uint32Array {
  const bytes = Buffer.from(String(sketch), 'base64')
  if (bytes.length !== size) throw new TypeError(`a sketch has ${size} bytes, not ${bytes.length}`)
  return new Uint32Array(Uint8Array.from(bytes).buffer)
}

/**
 * Estimate of the Jaccard distance of the texts of two sketches, in [0, 1]: 0 for equal texts. Its standard error is at
 * most 0.03.
 */
export function sketchDistance(one: Uint32Array, other: Uint32Array): number {
  let equal = 0
  for (let at = 0; at < one.length; at += 1) {
    const difference = one[at]! ^ other[at]!
    // The high bit of each byte that is 0.
    const zeros = ~(((difference & 0x7f_7f_7f_7f) + 0x7f_7f_7f_7f) | difference | 0x7f_7f_7f_7f)
    equal += Math.imul((zeros >>> 7) & 0x01_01_01_01, 0x01_01_01_01) >>> 24
  }
  // Different shingles share 8 bits by chance.
  const chance = 1 / 256
  return Math.min(1, Math.max(0, (1 - equal / size) / (1 - chance)))
}
