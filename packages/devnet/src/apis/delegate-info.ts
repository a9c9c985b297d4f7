import { hotkeyStake, stakeOf } from '../rules/holdings.js'
import { div64, floor64, one64, to64 } from '../rules/math/fixed.js'
import { holders } from '../rules/shares.js'
import { allNetworks, root, uidOf } from '../rules/subnets.js'
import { compact, type Of, option, struct, tuple, u16, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { type ApiContext, method, type RuntimeApi } from './api.js'

const delegateInfo = struct(
  'pallet_subtensor::rpc_info::delegate_info::DelegateInfo',
  {
    delegate_ss58: account,
    take: compact(u16),
    nominators: vec(tuple(account, vec(tuple(compact(u16), compact(u64))))),
    owner_ss58: account,
    registrations: vec(compact(u16)),
    validator_permits: vec(compact(u16)),
    return_per_1000: compact(u64),
    total_daily_return: compact(u64),
  },
  [{ name: 'AccountId', type: account }],
)

/** Blocks of a day. */
const day = 7200n
/** 1000 TAO in rao. */
const thousandTao = 1_000_000_000_000n

const delegates = ({ state }: ApiContext): string[] =>
  [...state.SubtensorModule.Delegates.keys()].map(([hotkey]) => hotkey)

function describe(ctx: ApiContext, delegate: string): Of<typeof delegateInfo> {
  const { SubtensorModule: subtensor } = ctx.state
  const take = subtensor.Delegates.get(delegate)
  const registered = allNetworks(ctx).flatMap((netuid) => {
    const uid = uidOf(ctx, netuid, delegate)
    return uid === undefined ? [] : [{ netuid, uid }]
  })
  // U64F64 a day, subnet by subnet.
  const perDay = registered.reduce((sum, { netuid, uid }) => {
    const tempo = BigInt(subtensor.Tempo.get(netuid))
    const emission = subtensor.Emission.get(netuid)[uid] ?? 0n
    return sum + emission * div64(to64(day), to64(tempo))
  }, 0n)
  const staked = hotkeyStake(ctx, delegate, root)
  const kept = one64 - div64(to64(BigInt(take)), to64(65_535n))
  return {
    delegate_ss58: delegate,
    take,
    nominators: nominators(ctx, delegate),
    owner_ss58: subtensor.Owner.get(delegate),
    registrations: registered.map(({ netuid }) => netuid),
    validator_permits: registered
      .filter(({ netuid, uid }) => subtensor.ValidatorPermit.get(netuid)[uid])
      .map(({ netuid }) => netuid),
    return_per_1000:
      staked === 0n ? 0n : floor64(((div64(perDay, to64(staked)) * kept) >> 64n) * thousandTao),
    total_daily_return: floor64(perDay),
  }
}

function nominators(ctx: ApiContext, hotkey: string): [string, [number, bigint][]][] {
  const byColdkey = new Map<string, [number, bigint][]>()
  for (const holder of holders(ctx, hotkey)) {
    const { coldkey, netuid } = holder
    const stake = stakeOf(ctx, holder)
    const stakes = byColdkey.get(coldkey) ?? []
    byColdkey.set(coldkey, stakes)
    if (stake > 0n) stakes.push([netuid, stake])
  }
  return [...byColdkey].filter(([, stakes]) => stakes.length > 0)
}

/** Hotkeys that take the stake of others: those in the Delegates map. */
export const delegateInfoApi: RuntimeApi = {
  name: 'DelegateInfoRuntimeApi',
  version: 1,
  methods: {
    get_delegates: method({}, vec(delegateInfo), (ctx) =>
      delegates(ctx).map((delegate) => describe(ctx, delegate)),
    ),
    get_delegate: method({ delegate_account: account }, option(delegateInfo), (ctx, { delegate_account }) =>
      ctx.state.SubtensorModule.Delegates.has(delegate_account) ? describe(ctx, delegate_account) : undefined,
    ),
    get_delegated: method(
      { delegatee_account: account },
      vec(tuple(delegateInfo, tuple(compact(u16), compact(u64)))),
      (ctx, { delegatee_account: coldkey }) =>
        delegates(ctx).flatMap((hotkey) => {
          const held = holders(ctx, hotkey, coldkey)
          if (held.length === 0) return []
          // Only the caller's own holdings are of interest here.
          const info = { ...describe(ctx, hotkey), nominators: [] }
          return held.map((holder): [typeof info, [number, bigint]] => [
            info,
            [holder.netuid, stakeOf(ctx, holder)],
          ])
        }),
    ),
  },
}
