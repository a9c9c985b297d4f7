import { choice, fixedBytes, i32, i128, newtype, struct, u16, u64, u128 } from '../type.js'
import { i64f64 } from './common.js'

export const tick = struct('pallet_subtensor_swap::tick::Tick', {
  liquidity_net: i128,
  liquidity_gross: u64,
  fees_out_tao: i64f64,
  fees_out_alpha: i64f64,
})

export const tickIndex = newtype('pallet_subtensor_swap::tick::TickIndex', i32)

export const positionId = newtype('pallet_subtensor_swap::position::PositionId', u128)

export const position = struct(
  'pallet_subtensor_swap::position::Position',
  {
    id: positionId,
    netuid: u16,
    tick_low: tickIndex,
    tick_high: tickIndex,
    liquidity: u64,
    fees_tao: i64f64,
    fees_alpha: i64f64,
  },
  [{ name: 'T' }],
)

export const layerLevel = choice('pallet_subtensor_swap::tick::LayerLevel', ['Top', 'Middle', 'Bottom'])

export const palletId = newtype('frame_support::PalletId', fixedBytes(8))

export const nonZeroU64 = newtype('NonZeroU64', u64)

/** Weight of TAO in a subnet's pool, in 1e-18 units; alpha has the rest. */
export const balancer = struct('pallet_subtensor_swap::pallet::balancer::Balancer', {
  quote: newtype('sp_arithmetic::per_things::Perquintill', u64),
})
