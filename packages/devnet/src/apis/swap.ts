import { div64, floor64, saturatingSub, to64 } from '../rules/math/fixed.js'
import { priceToRao, type SwapResult, type SwapSide } from '../rules/math/pool-math.js'
import { currentPrice, simulateSwap } from '../rules/pool.js'
import { allNetworks } from '../rules/subnets.js'
import { DispatchFailure } from '../runtime/failure.js'
import { type Of, struct, u16, u64, vec } from '../schema/type.js'
import { type ApiContext, method, type RuntimeApi } from './api.js'

const path = 'pallet_subtensor_swap_runtime_api'

const subnetPrice = struct(`${path}::SubnetPrice`, { netuid: u16, price: u64 })

const simSwapResult = struct(`${path}::SimSwapResult`, {
  tao_amount: u64,
  alpha_amount: u64,
  tao_fee: u64,
  alpha_fee: u64,
  tao_slippage: u64,
  alpha_slippage: u64,
})

const priceOf = (ctx: ApiContext, netuid: number) => priceToRao(currentPrice(ctx, netuid))

/** A swap that the pool refuses reads as zeros. */
function simulate(ctx: ApiContext, netuid: number, side: SwapSide, amount: bigint): SwapResult {
  try {
    return simulateSwap(ctx, netuid, side, amount)
  } catch (error) {
    if (error instanceof DispatchFailure) return { paidIn: 0n, paidOut: 0n, fee: 0n, unused: 0n }
    throw error
  }
}

/** Slippage is what the present price would have paid more, in the asset that is paid out. */
function simulateBuy(ctx: ApiContext, netuid: number, tao: bigint): Of<typeof simSwapResult> {
  const { paidIn, paidOut, fee } = simulate(ctx, netuid, 'buy', tao)
  const ideal = floor64(div64(to64(paidIn), currentPrice(ctx, netuid)))
  return {
    tao_amount: paidIn,
    alpha_amount: paidOut,
    tao_fee: fee,
    alpha_fee: 0n,
    tao_slippage: 0n,
    alpha_slippage: saturatingSub(ideal, paidOut),
  }
}

function simulateSale(ctx: ApiContext, netuid: number, alpha: bigint): Of<typeof simSwapResult> {
  const { paidIn, paidOut, fee } = simulate(ctx, netuid, 'sell', alpha)
  const ideal = floor64(paidIn * currentPrice(ctx, netuid))
  return {
    tao_amount: paidOut,
    alpha_amount: paidIn,
    tao_fee: 0n,
    alpha_fee: fee,
    tao_slippage: saturatingSub(ideal, paidOut),
    alpha_slippage: 0n,
  }
}

/** Prices (rao per alpha) and what swaps would give. */
export const swapApi: RuntimeApi = {
  name: 'SwapRuntimeApi',
  version: 1,
  methods: {
    current_alpha_price: method({ netuid: u16 }, u64, (ctx, { netuid }) => priceOf(ctx, netuid)),
    current_alpha_price_all: method({}, vec(subnetPrice), (ctx) =>
      allNetworks(ctx).map((netuid) => ({ netuid, price: priceOf(ctx, netuid) })),
    ),
    sim_swap_tao_for_alpha: method({ netuid: u16, tao: u64 }, simSwapResult, (ctx, { netuid, tao }) =>
      simulateBuy(ctx, netuid, tao),
    ),
    sim_swap_alpha_for_tao: method({ netuid: u16, alpha: u64 }, simSwapResult, (ctx, { netuid, alpha }) =>
      simulateSale(ctx, netuid, alpha),
    ),
  },
}
