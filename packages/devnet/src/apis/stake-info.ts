import { stakeOf } from '../rules/holdings.js'
import { swapFee } from '../rules/pool.js'
import { allNetworks, root, uidOf } from '../rules/subnets.js'
import { bool, compact, option, struct, tuple, u16, u64, vec } from '../schema/type.js'
import { account, btreeMap, u64f64 } from '../schema/types/common.js'
import { lockState } from '../schema/types/subtensor.js'
import { type ApiContext, method, type RuntimeApi } from './api.js'

const path = 'pallet_subtensor::rpc_info::stake_info'

const stakeInfo = struct(
  `${path}::StakeInfo`,
  {
    hotkey: account,
    coldkey: account,
    netuid: compact(u16),
    stake: compact(u64),
    locked: compact(u64),
    emission: compact(u64),
    tao_emission: compact(u64),
    drain: compact(u64),
    is_registered: bool,
  },
  [{ name: 'AccountId', type: account }],
)

const availability = struct(`${path}::StakeAvailability`, {
  total: compact(u64),
  locked: compact(u64),
  available: compact(u64),
})

const endpoint = option(tuple(account, u16))

function stakeInfoOf(ctx: ApiContext, hotkey: string, coldkey: string, netuid: number) {
  return {
    hotkey,
    coldkey,
    netuid,
    stake: stakeOf(ctx, { hotkey, coldkey, netuid }),
    locked: 0n,
    emission: ctx.state.SubtensorModule.AlphaDividendsPerSubnet.get(netuid, hotkey),
    tao_emission: 0n,
    drain: 0n,
    is_registered: uidOf(ctx, netuid, hotkey) !== undefined,
  }
}

/** Subnet by subnet, hotkey by hotkey, without what is zero. */
function stakesOf(ctx: ApiContext, coldkey: string) {
  const hotkeys = ctx.state.SubtensorModule.StakingHotkeys.get(coldkey)
  return allNetworks(ctx)
    .flatMap((netuid) => hotkeys.map((hotkey) => stakeInfoOf(ctx, hotkey, coldkey, netuid)))
    .filter(({ stake }) => stake > 0n)
}

/** Stake on each network, without what is zero. Nothing is ever locked: this chain has no conviction locks. */
function availableStake(ctx: ApiContext, coldkey: string, netuids: readonly number[]): [number, Available][] {
  const hotkeys = ctx.state.SubtensorModule.StakingHotkeys.get(coldkey)
  return netuids.flatMap((netuid) => {
    const total = hotkeys.reduce((sum, hotkey) => sum + stakeOf(ctx, { hotkey, coldkey, netuid }), 0n)
    return total === 0n ? [] : [[netuid, { total, locked: 0n, available: total }]]
  })
}

interface Available {
  readonly total: bigint
  readonly locked: bigint
  readonly available: bigint
}

/** Networks of a request: all, or the listed ones that exist; none if the list is empty or too long. */
function askedNetworks(ctx: ApiContext, netuids: readonly number[] | undefined): number[] {
  const all = allNetworks(ctx).sort((a, b) => a - b)
  if (netuids === undefined) return all
  return netuids.length > all.length ? [] : all.filter((netuid) => netuids.includes(netuid))
}

const isSame = (a: readonly [string, number] | undefined, b: readonly [string, number] | undefined) =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1]

/** Stake as its holders see it. */
export const stakeInfoApi: RuntimeApi = {
  name: 'StakeInfoRuntimeApi',
  version: 1,
  methods: {
    get_stake_info_for_coldkey: method(
      { coldkey_account: account },
      vec(stakeInfo),
      (ctx, { coldkey_account: coldkey }) => stakesOf(ctx, coldkey),
    ),
    get_stake_info_for_coldkeys: method(
      { coldkey_accounts: vec(account) },
      vec(tuple(account, vec(stakeInfo))),
      (ctx, { coldkey_accounts: coldkeys }) =>
        coldkeys.map((coldkey) => [coldkey, stakesOf(ctx, coldkey)] as [string, ReturnType<typeof stakesOf>]),
    ),
    get_stake_info_for_hotkey_coldkey_netuid: method(
      { hotkey_account: account, coldkey_account: account, netuid: u16 },
      option(stakeInfo),
      (ctx, { hotkey_account: hotkey, coldkey_account: coldkey, netuid }) =>
        stakeInfoOf(ctx, hotkey, coldkey, netuid),
    ),
    // Newer than the surface of spec 381, as the three at the end are.
    get_stake_availability_for_coldkeys: method(
      { coldkey_accounts: vec(account), netuids: option(vec(u16)) },
      btreeMap(account, btreeMap(u16, availability)),
      (ctx, { coldkey_accounts: coldkeys, netuids }) => {
        const asked = askedNetworks(ctx, netuids)
        return [...new Set(coldkeys)]
          .sort()
          .map((coldkey): [string, [number, Available][]] => [coldkey, availableStake(ctx, coldkey, asked)])
      },
    ),
    get_stake_fee: method(
      {
        origin: endpoint,
        origin_coldkey_account: account,
        destination: endpoint,
        destination_coldkey_account: account,
        amount: u64,
      },
      u64,
      (ctx, { origin, destination, amount }) =>
        isSame(origin, destination) ? 0n : swapFee(ctx, (destination ?? origin)?.[1] ?? root, amount),
    ),
    get_coldkey_lock: method({ coldkey: account, netuid: u16 }, option(lockState), () => undefined),
    get_hotkey_conviction: method({ hotkey: account, netuid: u16 }, u64f64, () => 0n),
    get_most_convicted_hotkey_on_subnet: method({ netuid: u16 }, option(account), () => undefined),
  },
}
