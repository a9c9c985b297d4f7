import { createHash } from 'node:crypto'
import wordlist from '@polkadot/util-crypto/mnemonic/wordlists/en'

const indexes: ReadonlyMap<string, number> = new Map(wordlist.map((word, index) => [word, index]))
/** Lengths of BIP39, the longest first: a shorter one may be part of a longer one. */
const lengths = [24, 21, 18, 15, 12] as const
const bitsPerWord = 11

/** Words of a mnemonic among others: from the first to before the last. */
export interface FoundMnemonic {
  readonly from: number
  readonly to: number
}

/**
 * Finds the mnemonics in a row of words: 12, 15, 18, 21 or 24 of the English list of BIP39 with a valid checksum, in letters of either case.
 * They do not overlap. One row of twelve words of the list in sixteen is a mnemonic by chance, and of 24 one in 256.
 */
export function findMnemonics(words: readonly string[]): readonly FoundMnemonic[] {
  const known = words.map((word) => indexes.get(word.toLowerCase()) ?? -1)
  const found: FoundMnemonic[] = []
  for (let from = 0; from + lengths.at(-1)! <= known.length; from++) {
    const length = lengths.find((one) => isMnemonic(known.slice(from, from + one), one))
    if (length === undefined) continue
    found.push({ from, to: from + length })
    from += length - 1
  }
  return found
}

/** Entropy and its checksum, a bit for each 32, stand in the words one after the other. */
function isMnemonic(row: readonly number[], length: number): boolean {
  if (row.length < length || row.includes(-1)) return false
  const bits = row.map((index) => index.toString(2).padStart(bitsPerWord, '0')).join('')
  const checksumBits = bits.length / 33
  const entropy = Buffer.from(
    (bits.slice(0, -checksumBits).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)),
  )
  const first = createHash('sha256').update(entropy).digest()[0]!.toString(2).padStart(8, '0')
  return first.slice(0, checksumBits) === bits.slice(-checksumBits)
}
