import { decodeAll } from '../codec/bytes.js'
import { struct } from '../schema/type.js'
import type { ApiContext, ApiMethod, RuntimeApi } from './api.js'
import { betaBasketApi } from './beta-basket.js'
import { delegateInfoApi } from './delegate-info.js'
import { coreApis, nonceApi } from './frame.js'
import { neuronInfoApi } from './neuron-info.js'
import { paymentApi, paymentCallApi } from './payment.js'
import { stakeInfoApi } from './stake-info.js'
import { subnetInfoApi } from './subnet-info.js'
import { subnetRegistrationApi } from './subnet-registration.js'
import { swapApi } from './swap.js'
import { transactionQueueApi } from './transaction-queue.js'

/** All runtime APIs of the devnet, in the order of the real runtime. */
export const runtimeApis: readonly RuntimeApi[] = [
  ...coreApis(() => runtimeApis),
  transactionQueueApi,
  nonceApi,
  paymentApi,
  paymentCallApi,
  delegateInfoApi,
  neuronInfoApi,
  subnetInfoApi,
  stakeInfoApi,
  subnetRegistrationApi,
  swapApi,
  betaBasketApi,
]

/**
 * Answers `Api_method` with SCALE bytes from SCALE arguments; `undefined` when there is no such function.
 * Throws a RangeError for arguments that cannot be decoded.
 */
export function callRuntimeApi(name: string, args: Uint8Array, ctx: ApiContext): Uint8Array | undefined {
  const method = methods.get(name)
  if (!method) return undefined
  const { inputs, output, answer } = method
  return output.codec.enc(answer(ctx, decodeAll(struct('', inputs).codec, args)))
}

const methods = new Map<string, ApiMethod>(
  runtimeApis.flatMap((api) =>
    Object.entries(api.methods).map(([name, method]) => [`${api.name}_${name}`, method] as const),
  ),
)
