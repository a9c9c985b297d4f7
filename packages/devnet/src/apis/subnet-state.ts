import type { Reading } from '../rules/reading.js'
import { allNetworks } from '../rules/subnets.js'
import { bool, compact, type Of, struct, u16, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { readMetagraph } from './metagraph.js'

const amounts = vec(compact(u64))
const shares = vec(compact(u16))

/** The neurons of a subnet, a list a property. */
export const subnetState = struct(
  'pallet_subtensor::rpc_info::show_subnet::SubnetState',
  {
    netuid: compact(u16),
    hotkeys: vec(account),
    coldkeys: vec(account),
    active: vec(bool),
    validator_permit: vec(bool),
    pruning_score: shares,
    last_update: amounts,
    emission: amounts,
    dividends: shares,
    incentives: shares,
    consensus: shares,
    trust: shares,
    rank: shares,
    block_at_registration: amounts,
    alpha_stake: amounts,
    tao_stake: amounts,
    total_stake: amounts,
    emission_history: vec(amounts),
  },
  [{ name: 'AccountId', type: account }],
)

export function readSubnetState(ctx: Reading, netuid: number): Of<typeof subnetState> | undefined {
  const graph = readMetagraph(ctx, netuid)
  return graph && { ...graph, emission_history: emissionHistory(ctx, graph.hotkeys) }
}

/** Last payout of each hotkey, one list per network. */
function emissionHistory(ctx: Reading, hotkeys: readonly string[]): bigint[][] {
  const { LastHotkeyEmissionOnNetuid } = ctx.state.SubtensorModule
  return allNetworks(ctx).map((netuid) =>
    hotkeys.map((hotkey) => LastHotkeyEmissionOnNetuid.get(hotkey, netuid)),
  )
}
