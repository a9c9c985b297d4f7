import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import type { Envelope } from './envelope.js'
import { pbkdf2Key } from './pbkdf2.js'

/** Prefix of every token of this version, for two centuries to come. */
export const fernetMagic = 'gAAAAA'

const salt = Buffer.from('Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins')
const derivation = { rounds: 10_000_000, length: 32 }
/** Version, time, IV, one block of ciphertext, HMAC. */
const least = 1 + 8 + 16 + 16 + 32

/** A Fernet token (AES-128-CBC, HMAC-SHA256) under a PBKDF2 key with the salt of the first wallets. Only read. */
export const fernet: Envelope = {
  check(data) {
    const token = parse(data)
    if (!token) return 'it is not a Fernet token: there are characters outside base64url'
    const whole = token.length >= least && (token.length - least) % 16 === 0
    return whole ? null : `it is cut off: a Fernet token has no ${token.length} bytes`
  },
  deriveKey: (_data, password, stages) => pbkdf2Key(password, salt, derivation, stages),
  async open(data, key) {
    const token = parse(data)
    if (!token || token.length < least) return null
    const signed = token.subarray(0, -32)
    const mac = createHmac('sha256', key.subarray(0, 16)).update(signed).digest()
    if (!timingSafeEqual(mac, token.subarray(-32))) return null
    const cipher = createDecipheriv('aes-128-cbc', key.subarray(16, 32), signed.subarray(9, 25))
    try {
      return Buffer.concat([cipher.update(signed.subarray(25)), cipher.final()])
    } catch {
      return null
    }
  },
}

function parse(data: Uint8Array): Buffer | undefined {
  const text = Buffer.from(data).toString('latin1').trim()
  return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : undefined
}
