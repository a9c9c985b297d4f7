import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { type RuntimeCall, runtimeCall } from '../schema/types/outer.js'

/** The hash by which proxies and multisigs name a call: BLAKE2b-256 of its bytes. */
export const hashCall = (call: RuntimeCall): string => toHex(blake2b256(runtimeCall.codec.enc(call)))
