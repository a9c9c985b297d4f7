import { normalizeText } from '../../measures/normalize-text.js'

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

/** Scrambles 32 bits. */
export function mix(word: number): number {
  let hash = word
  hash = Math.imul(hash ^ (hash >>> 16), 0x21_f0_aa_ad)
  hash = Math.imul(hash ^ (hash >>> 15), 0x73_5a_2d_97)
  return (hash ^ (hash >>> 15)) >>> 0
}

/**
 * Returns the MinHash of the shingles of a text, as base64: the smallest hash of all runs of `length` UTF-16 units, under
 * 256 hash functions. Case, width, runs of whitespace and characters that are not seen make no difference.
 */
export function sketchOf(text: string, length: number): string {
  const least = new Uint32Array(size).fill(0xff_ff_ff_ff)
  for (const hash of shingleHashes(normal(text, longestSketched), length)) {
    for (let at = 0; at < size; at += 1) {
      const one = (Math.imul(factors[at]!, hash) + offsets[at]!) >>> 0
      if (one < least[at]!) least[at] = one
    }
  }
  return Buffer.from(least.map((one) => mix(one) >>> 24)).toString('base64')
}

/**
 * Text as it is compared, as far as `longest` UTF-16 units of it: without differences of case, width and whitespace, and without characters
 * that are not seen.
 */
export function normal(text: string, longest: number): string {
  const shown = plain(text.slice(0, longestRead)).slice(0, longest)
  // NFKC makes up to 18 characters of one.
  return plain(normalizeText(shown, 'NFKC').toLowerCase()).slice(0, longest).trim()
}

/** Controls, and what has no width, such as variation selectors; U+2800 is an empty pattern of Braille. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]|(?!\s)\p{Cc}/gu

/** Text without characters that are not seen, and with one space for each run of whitespace. */
export const plain = (text: string): string => text.replace(unseen, '').replace(/\s+/g, ' ')

/** Texts whose shingles are remembered: several parts look at the same answer. */
const mostRemembered = 4
const remembered = new Map<string, ReadonlySet<number>>()

/** Hashes of the different shingles of a text; a shorter one is a shingle itself. */
export function shingleHashes(text: string, length: number): ReadonlySet<number> {
  const key = `${length} ${text}`
  const known = remembered.get(key)
  if (known) return known
  const hashes = new Set<number>()
  for (let start = 0; start === 0 || start + length <= text.length; start += 1) {
    let hash = 0x81_1c_9d_c5
    const end = Math.min(text.length, start + length)
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93)
    hashes.add(mix(hash))
  }
  remembered.set(key, hashes)
  if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!)
  return hashes
}

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
