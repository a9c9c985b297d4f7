import { address, bigint, fields, list, maybe, number, plain } from './decode.js'
import { runtimeApi } from './runtime-api.js'

const account = '[u8; 32]'

const subnetInfo = fields({
  netuid: number,
  owner_hotkey: address,
  owner_coldkey: address,
  subnet_name: plain,
  token_symbol: plain,
  subnet_identity: maybe(fields({ subnet_name: plain })),
  tempo: number,
  alpha_in: bigint,
  tao_in: bigint,
  tao_in_emission: bigint,
  network_registered_at: number,
})
/** A subnet, by the chain's names; texts as the scale reader gives them. */
type SubnetInfo = ReturnType<typeof subnetInfo>

/** Runtime APIs that are called, by the chain's names. Amounts and prices in rao. */
export const apis = {
  networkRegistrationCost: runtimeApi<readonly [], bigint>(
    'SubnetRegistrationRuntimeApi.get_network_registration_cost',
    '',
    bigint,
  ),
  /** Fee of an extrinsic; its bytes and their number are given encoded. */
  queryInfo: runtimeApi<readonly [], { readonly partial_fee: bigint }>(
    'TransactionPaymentApi.query_info',
    '',
    fields({ partial_fee: bigint }),
  ),
  /** Columns of a mechanism by their numbers in the struct that it answers with. */
  selectiveMechagraph: runtimeApi<
    readonly [netuid: number, mechanism: number, columns: readonly number[]],
    unknown
  >(
    'SubnetInfoRuntimeApi.get_selective_mechagraph',
    'netuid: u16, subid: u8, metagraph_indexes: Vec<u16>',
    plain,
  ),
  selectiveMetagraph: runtimeApi<readonly [netuid: number, columns: readonly number[]], unknown>(
    'SubnetInfoRuntimeApi.get_selective_metagraph',
    'netuid: u16, metagraph_indexes: Vec<u16>',
    plain,
  ),
  mechagraph: runtimeApi<readonly [netuid: number, mechanism: number], unknown>(
    'SubnetInfoRuntimeApi.get_mechagraph',
    'netuid: u16, mecid: u8',
    plain,
  ),
  metagraph: runtimeApi<readonly [netuid: number], unknown>(
    'SubnetInfoRuntimeApi.get_metagraph',
    'netuid: u16',
    plain,
  ),
  /** Alpha that an amount of TAO would buy; zeros if the pool refuses. */
  simulateBuy: runtimeApi<
    readonly [netuid: number, tao: bigint],
    {
      readonly tao_amount: bigint
      readonly alpha_amount: bigint
      readonly tao_fee: bigint
      readonly alpha_slippage: bigint
    }
  >(
    'SwapRuntimeApi.sim_swap_tao_for_alpha',
    'netuid: u16, tao: u64',
    fields({ tao_amount: bigint, alpha_amount: bigint, tao_fee: bigint, alpha_slippage: bigint }),
  ),
  /** TAO that so much alpha would give; zeros where the pool refuses. */
  simulateSale: runtimeApi<
    readonly [netuid: number, alpha: bigint],
    { readonly tao_amount: bigint; readonly alpha_amount: bigint; readonly tao_slippage: bigint }
  >(
    'SwapRuntimeApi.sim_swap_alpha_for_tao',
    'netuid: u16, alpha: u64',
    fields({ tao_amount: bigint, alpha_amount: bigint, tao_slippage: bigint }),
  ),
  alphaPrice: runtimeApi<readonly [netuid: number], bigint>(
    'SwapRuntimeApi.current_alpha_price',
    'netuid: u16',
    bigint,
  ),
  /** Prices of all subnets, where the runtime gives them at once. */
  alphaPrices: runtimeApi<readonly [], readonly { readonly netuid: number; readonly price: bigint }[]>(
    'SwapRuntimeApi.current_alpha_price_all',
    '',
    list(fields({ netuid: number, price: bigint })),
  ),
  /** Every subnet with its names and its pool; null for a netuid without a subnet. */
  subnets: runtimeApi<readonly [], readonly (SubnetInfo | null)[]>(
    'SubnetInfoRuntimeApi.get_all_dynamic_info',
    '',
    list(maybe(subnetInfo)),
  ),
  /** All stake of a coldkey, on every hotkey and subnet. */
  stakesOf: runtimeApi<
    readonly [coldkey: string],
    readonly { readonly hotkey: string; readonly netuid: number; readonly stake: bigint }[]
  >(
    'StakeInfoRuntimeApi.get_stake_info_for_coldkey',
    `coldkey_account: ${account}`,
    list(fields({ hotkey: address, netuid: number, stake: bigint })),
  ),
  stakeInfo: runtimeApi<
    readonly [hotkey: string, coldkey: string, netuid: number],
    { readonly stake: bigint } | null
  >(
    'StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid',
    `hotkey_account: ${account}, coldkey_account: ${account}, netuid: u16`,
    maybe(fields({ stake: bigint })),
  ),
}
