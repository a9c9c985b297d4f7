/**
 * The encodings of the eight ed25519 points of small order, sign bit cleared, reduced and not: 0, 1, -1, the order of the
 * field and the next number, and the two y of order 8. The neutral element of ristretto255 is the first of them.
 */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

/**
 * Returns true for a public key of small order, under either scheme: it belongs to nobody, and anybody can sign for it.
 * The chain uses the all-zero one where it knows no key, so its address is an address; it just never authenticates.
 */
export function isSmallOrderKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false
  const bytes = Buffer.from(publicKey)
  bytes[31] = (bytes[31] as number) & 0x7f
  return smallOrder.has(bytes.toString('hex'))
}
