/** Scrambles 32 bits. */
export function mix(word: number): number {
  let hash = word
  hash = Math.imul(hash ^ (hash >>> 16), 0x21_f0_aa_ad)
  hash = Math.imul(hash ^ (hash >>> 15), 0x73_5a_2d_97)
  return (hash ^ (hash >>> 15)) >>> 0
}
