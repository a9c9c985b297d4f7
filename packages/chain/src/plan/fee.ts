import { hexToU8a, u8aConcat } from '@polkadot/util'
import { isSubnetError } from '@subnetkit/base'
import { decodeAddress } from '@subnetkit/wallet'
import type { ChainClient } from '../connection/connect-chain.js'
import { makeCall } from '../extrinsic/call.js'
import { encodeEra } from '../extrinsic/era.js'
import { assembleExtrinsic } from '../extrinsic/signed-bytes.js'
import { extensionsOf } from '../extrinsic/signed-extensions.js'
import type { CallParameters } from '../extrinsic/types.js'
import type { BlockReader } from '../read/block-reader.js'
import { apis } from '../read/runtime-apis.js'

/** sr25519, then a signature of the right length that nothing verifies. */
const placeholderSignature = Uint8Array.of(1, ...new Uint8Array(64).fill(1))

/** Failures of an estimate; anything else is a failure of the connection. */
const unknowable = [
  'CHAIN_ANSWER_UNREADABLE',
  'CHAIN_CALL_REFUSED',
  'CHAIN_FEATURE_MISSING',
  'EXTENSION_UNKNOWN',
]

/**
 * Estimates the fee of a call, in rao, in one request. Fees are informative: a runtime that cannot estimate them stops
 * no plan, and `unknown` is set.
 */
export async function estimateFee(
  client: ChainClient,
  what: { readonly block: BlockReader; readonly address: string; readonly call: CallParameters },
): Promise<{ readonly fee: bigint; readonly unknown: readonly string[] }> {
  const { block, address, call } = what
  const { method } = makeCall(client, call)
  try {
    const bytes = unsignedBytes(client, { address, call: method.toHex(), block })
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, bytes.length, true)
    const info = await block.call({ ...apis.queryInfo(), encoded: u8aConcat(bytes, length) })
    return { fee: info.partial_fee, unknown: [] }
  } catch (error) {
    if (!isSubnetError(error) || !unknowable.includes(error.code)) throw error
    return { fee: 0n, unknown: [`the fee is unknown: ${error.message}`] }
  }
}

/** An extrinsic as long as the signed one will be. */
function unsignedBytes(
  { api }: ChainClient,
  {
    address,
    call,
    block,
  }: { readonly address: string; readonly call: `0x${string}`; readonly block: BlockReader },
): Uint8Array {
  const specVersion = api.runtimeVersion.specVersion.toNumber()
  const { number, hash } = block.block
  const era = encodeEra(64, number)
  return assembleExtrinsic(
    {
      call,
      name: '',
      era: `0x${Buffer.from(era).toString('hex')}`,
      nonce: 0,
      tip: 0n,
      specVersion,
      transactionVersion: api.runtimeVersion.transactionVersion.toNumber(),
      genesisHash: api.genesisHash.toHex(),
      birthHash: `0x${Buffer.from(hexToU8a(hash)).toString('hex')}`,
    },
    extensionsOf(api.registry, specVersion),
    { publicKey: decodeAddress(address), multiSignature: placeholderSignature },
  )
}
