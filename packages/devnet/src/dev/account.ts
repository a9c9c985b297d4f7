import { getSs58AddressInfo } from '@polkadot-api/substrate-bindings'
import { toHex } from '../codec/bytes.js'
import { devnetError } from './error.js'

/** Returns the account of an SS58 address or of 0x-hex, as lower-case 0x-hex of its 32 bytes. Throws BAD_ACCOUNT. */
export function toAccount(address: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(address)) return address.toLowerCase()
  const info = getSs58AddressInfo(address)
  if (info.isValid && info.publicKey.length === 32) return toHex(info.publicKey)
  throw devnetError('BAD_ACCOUNT', { account: address.slice(0, 80) })
}
