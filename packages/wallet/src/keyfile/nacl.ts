import { randomBytes } from 'node:crypto'
import { createSerialQueue } from '@subnetkit/base'
import { argon2Key } from './argon2.js'
import type { Envelope } from './envelope.js'

export const naclMagic = '$NACL'
const nonceBytes = 24
const tagBytes = 16

/** Each derivation takes half a gibibyte, and one after another is no slower. */
const inTurn = createSerialQueue()

/** `$NACL` ‖ 24-byte nonce ‖ secretbox (XSalsa20-Poly1305, tag first) under an Argon2i key. */
export const nacl: Envelope = {
  check(data) {
    const least = naclMagic.length + nonceBytes + tagBytes
    return data.length < least ? `it is cut off: ${data.length} of at least ${least} bytes` : null
  },
  async deriveKey(_data, password, { signal, begin }) {
    begin('waiting')
    const derive = () => {
      begin('deriving')
      return argon2Key(password, signal)
    }
    return await inTurn(derive, { signal })
  },
  async open(data, key) {
    const { xsalsa20poly1305 } = await import('@noble/ciphers/salsa.js')
    const nonce = data.subarray(naclMagic.length, naclMagic.length + nonceBytes)
    try {
      return xsalsa20poly1305(key, nonce).decrypt(data.subarray(naclMagic.length + nonceBytes))
    } catch {
      return null
    }
  },
}

/** Seals plain contents under a derived key. */
export async function sealNacl(plain: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  const { xsalsa20poly1305 } = await import('@noble/ciphers/salsa.js')
  const nonce = randomBytes(nonceBytes)
  return Buffer.concat([Buffer.from(naclMagic), nonce, xsalsa20poly1305(key, nonce).encrypt(plain)])
}
