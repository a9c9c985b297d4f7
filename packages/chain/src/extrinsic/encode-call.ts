import type { ChainClient } from '../connection/connect-chain.js'
import { makeCall } from '../read/runtime.js'
import type { CallParameters } from './types.js'

/**
 * The bytes of a call as they go into an extrinsic, 0x-hex: pallet and call index as the runtime has them, then the
 * arguments. Throws CHAIN_FEATURE_MISSING when the runtime has no such call.
 */
export function encodeCall(client: ChainClient, { pallet, call, args }: CallParameters): string {
  return makeCall(client, pallet, call, args).method.toHex()
}
