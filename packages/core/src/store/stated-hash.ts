/** Begins the bytes of a hash that is no lower-case hex. No SHA-256 begins with it but by a chance of 2^-40. */
export const statedMark = 'text:'
const markHex = Buffer.from(statedMark).toString('hex')

/** Returns a hash as it was stated, from its bytes in hex. */
export const statedHash = <T extends string | null>(hex: T): T | string =>
  hex?.startsWith(markHex) ? Buffer.from(hex.slice(markHex.length), 'hex').toString('utf8') : hex
