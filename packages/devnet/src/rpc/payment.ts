import { reasonOf } from '@subnetkit/base'
import { extrinsicFee, extrinsicInfo } from '../apis/payment.js'
import type { Chain } from '../chain/chain.js'
import { fromHex } from '../codec/bytes.js'
import type { RuntimeImage } from '../schema/version.js'
import { createStateReader } from '../state/state.js'
import { readRoot } from '../state/store.js'
import { resolveBlock } from './session/blocks.js'
import { requireOpaque, runtimeFailure } from './session/errors.js'
import { blockRef, hex } from './session/hex.js'
import { rpc } from './session/method.js'

interface Asked {
  readonly extrinsic: string
  readonly at: string | undefined
}

/** Answers from the runtime of a block; what is no extrinsic is refused as by a node. */
function price<T>(
  chain: Chain,
  { extrinsic, at }: Asked,
  what: string,
  answer: (image: RuntimeImage, bytes: Uint8Array) => T,
): T {
  const image = chain.imageAt(createStateReader(readRoot(resolveBlock(chain, at).root)))
  const bytes = fromHex(extrinsic)
  requireOpaque(bytes, `Unable to query ${what}.`)
  try {
    return answer(image, bytes)
  } catch (error) {
    throw runtimeFailure(`Unable to query ${what}.`, reasonOf(error))
  }
}

/** Weight, class and fee of an extrinsic. Its signature is not asked, so that clients send one that is made up. */
export const payment_queryInfo = rpc({ extrinsic: hex, at: blockRef }, ({ chain }, asked) => {
  const info = price(chain, asked, 'dispatch info', extrinsicInfo)
  const { ref_time, proof_size } = info.weight
  return {
    weight: { ref_time: Number(ref_time), proof_size: Number(proof_size) },
    class: info.class.toLowerCase(),
    partialFee: String(info.partial_fee),
  }
})

/** Parts of the fee of an extrinsic; none for a call that is free. */
export const payment_queryFeeDetails = rpc({ extrinsic: hex, at: blockRef }, ({ chain }, asked) => {
  const { inclusion_fee: fee } = price(chain, asked, 'fee details', extrinsicFee)
  if (!fee) return { inclusionFee: null }
  const { base_fee, len_fee, adjusted_weight_fee } = fee
  return {
    inclusionFee: {
      baseFee: Number(base_fee),
      lenFee: Number(len_fee),
      adjustedWeightFee: Number(adjusted_weight_fee),
    },
  }
})
