import { reasonOf } from '@subnetkit/base'
import { fromHex } from '../codec/bytes.js'
import { decodeExtrinsic } from '../extrinsics/extrinsic.js'
import { clientError } from './session/errors.js'
import { blockRef, hex } from './session/hex.js'
import { rpc } from './session/method.js'

/** Fees are zero, but nonsense still has no price. */
function requireExtrinsic(extrinsic: string): void {
  try {
    decodeExtrinsic(fromHex(extrinsic))
  } catch (error) {
    const detail = reasonOf(error)
    throw clientError(`Unable to query dispatch info: ${detail}`)
  }
}

export const payment_queryInfo = rpc({ extrinsic: hex, at: blockRef }, (_, { extrinsic }) => {
  requireExtrinsic(extrinsic)
  return { weight: { ref_time: 0, proof_size: 0 }, class: 'normal', partialFee: '0' }
})

export const payment_queryFeeDetails = rpc({ extrinsic: hex, at: blockRef }, (_, { extrinsic }) => {
  requireExtrinsic(extrinsic)
  return { inclusionFee: { baseFee: '0x0', lenFee: '0x0', adjustedWeightFee: '0x0' } }
})
