import { bigint, fields, maybe, plain } from './decode.js'
import { runtimeApi } from './runtime-api.js'

const account = '[u8; 32]'

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
  /** What so much TAO would buy; zeros where the pool refuses. */
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
  stakeInfo: runtimeApi<
    readonly [hotkey: string, coldkey: string, netuid: number],
    { readonly stake: bigint } | null
  >(
    'StakeInfoRuntimeApi.get_stake_info_for_hotkey_coldkey_netuid',
    `hotkey_account: ${account}, coldkey_account: ${account}, netuid: u16`,
    maybe(fields({ stake: bigint })),
  ),
}
