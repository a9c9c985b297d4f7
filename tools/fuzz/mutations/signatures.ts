import { type Change, pick } from './mutation.js'

const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n
const scalarOf = (hex: string) =>
  BigInt(`0x${Buffer.from(hex.slice(64), 'hex').reverse().toString('hex')}`) & (2n ** 255n - 1n)
const withScalar = (hex: string, scalar: bigint) => {
  const bytes = Buffer.from((scalar % 2n ** 255n).toString(16).padStart(64, '0'), 'hex').reverse()
  bytes[31] = bytes[31]! | 0x80
  return hex.slice(0, 64) + bytes.toString('hex')
}
const withPoint = (hex: string, point: string) => point + hex.slice(64)
const basePoint = 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76'
/** Hex with one bit flipped. */
export const flipped = (hex: string, bit: number) => {
  const bytes = Buffer.from(hex, 'hex')
  bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7)
  return bytes.toString('hex')
}

/** On the 128 hex digits of a signature. */
const signatures: Change[] = [
  (hex, { n }) => flipped(hex, n),
  (hex) => flipped(hex, 511), // the mark of sr25519
  (hex) => withScalar(hex, scalarOf(hex) + groupOrder),
  (hex, { n }) => withScalar(hex, scalarOf(hex) + groupOrder * BigInt(2 + (n % 6))),
  (hex) => withScalar(hex, groupOrder - (scalarOf(hex) % groupOrder)),
  (hex) => withScalar(hex, 0n),
  (hex) => withScalar(hex, groupOrder),
  (hex, { n }) => withScalar(hex, scalarOf(hex) + BigInt(1 + n)),
  (hex) => withScalar(hex, 2n ** 255n - 1n),
  (hex) => withPoint(hex, '00'.repeat(32)),
  (hex) => withPoint(hex, `01${'00'.repeat(31)}`),
  (hex) => withPoint(hex, 'ff'.repeat(32)),
  (hex) => withPoint(hex, basePoint),
  (hex) => withPoint(hex, flipped(hex.slice(0, 64), 255)),
  (hex) => withPoint(hex, hex.slice(64)),
  () => `${basePoint}01${'00'.repeat(30)}80`,
  () => '00'.repeat(64),
  () => 'ff'.repeat(64),
  (hex) => `01${hex}`, // type byte of a MultiSignature
  (hex) => hex.slice(2),
  (hex) => hex.slice(1),
  (hex) => hex + hex,
]
const forms: Change[] = [
  (value) => value.replace('0x', ''),
  (value) => value.replace('0x', '0X'),
  (value) => value.replace('0x', '0x0x'),
  (value) => value.toUpperCase().replace('0X', '0x'),
  (value) => Buffer.from(value.slice(2), 'hex').toString('base64'),
]
const onSignature =
  (change: Change): Change =>
  (value, noise) =>
    /^0x[0-9a-f]{128}$/.test(value) ? `0x${change(value.slice(2), noise)}` : value

/** Malleates an sr25519 signature: its scalar, its point, its mark, its length. */
export const otherSignature: Change = (value, noise) => onSignature(pick(signatures, noise.n))(value, noise)

/** Writes the same bytes otherwise. */
export const otherForm: Change = (value, noise) => pick(forms, noise.n)(value, noise)
