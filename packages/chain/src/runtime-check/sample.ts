import { compactToU8a, u8aConcat } from '@polkadot/util'

/** A value as core would pass it, and the bytes that it has to become. */
export interface Sample {
  readonly value: unknown
  readonly bytes: Uint8Array
}

const account = new Uint8Array(32).fill(7)
const accountHex = `0x${'07'.repeat(32)}`
const multiAddressId = Uint8Array.of(0)

/** A sample for a layout; null for types of which core passes nothing that could be guessed. */
export function sampleOf(layout: string): Sample | null {
  const integer = /^[ui](8|16|32|64|128)$/.exec(layout)
  if (integer) return { value: 5, bytes: Uint8Array.of(5, ...new Uint8Array(Number(integer[1]) / 8 - 1)) }
  if (layout === 'bool') return { value: true, bytes: Uint8Array.of(1) }
  if (layout === '[u8; 32]') return { value: accountHex, bytes: account }
  if (layout === 'MultiAddress') return { value: accountHex, bytes: u8aConcat(multiAddressId, account) }
  // Bytes go as hex: polkadot.js takes arrays of them for already encoded.
  if (layout === 'Vec<u8>') return { value: '0x0102', bytes: Uint8Array.of(8, 1, 2) }
  if (/^Compact<u\d+>$/.test(layout)) return { value: 5, bytes: compactToU8a(5) }
  const inner = /^Vec<(.*)>$/.exec(layout)?.[1]
  if (inner !== undefined) {
    const one = sampleOf(inner)
    return one && { value: [one.value], bytes: u8aConcat(compactToU8a(1), one.bytes) }
  }
  const parts = /^\(([^()]*)\)$/.exec(layout)?.[1]?.split(', ').map(sampleOf)
  if (!parts?.every((part) => part !== null)) return null
  return { value: parts.map(({ value }) => value), bytes: u8aConcat(...parts.map(({ bytes }) => bytes)) }
}
