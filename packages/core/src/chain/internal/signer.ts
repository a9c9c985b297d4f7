import type { Signer } from '@polkadot/api/types'
import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util'
import { blake2AsU8a } from '@polkadot/util-crypto'
import type { Keypair, KeyScheme } from '../../wallet/keypair.js'

/** Variant index of each scheme in the chain's MultiSignature. */
const multiSignature: Readonly<Record<KeyScheme, number>> = { ed25519: 0, sr25519: 1 }

/** Substrate signs the hash of a payload that is longer than this many bytes. */
const longestPlainPayload = 256

/** Lets polkadot.js have extrinsics signed by one of our keys, without ever seeing the secret. */
export function toSigner(keypair: Keypair): Signer {
  let id = 0
  return {
    signRaw({ data }) {
      const payload = hexToU8a(data)
      const message = payload.length > longestPlainPayload ? blake2AsU8a(payload, 256) : payload
      const signature = u8aConcat([multiSignature[keypair.scheme]], keypair.sign(message))
      return Promise.resolve({ id: ++id, signature: u8aToHex(signature) })
    },
  }
}
