import { subnetAccount } from '../rules/accounts.js'
import { nextEpochBlock } from '../rules/epoch-schedule.js'
import { subnetToPrune } from '../rules/networks.js'
import type { Reading } from '../rules/reading.js'
import { allNetworks, subnetExists } from '../rules/subnets.js'
import { option, u8, u16, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { method, type RuntimeApi } from './api.js'
import { dynamicInfo, readDynamicInfo } from './dynamic-info.js'
import {
  hyperparams,
  hyperparamsV2,
  hyperparamsV3,
  readHyperparams,
  readHyperparamsV2,
  readHyperparamsV3,
} from './hyperparams.js'
import { metagraph, readMetagraph, readSelectiveMetagraph, selectiveMetagraph } from './metagraph.js'
import { readSubnetState, subnetState } from './subnet-state.js'
import { readSubnetInfo, readSubnetInfoV2, subnetInfo, subnetInfoV2 } from './subnets.js'

const netuid = u16
const netuidOnly = { netuid }

const everyNetwork = <T>(ctx: Reading, read: (ctx: Reading, netuid: number) => T): T[] =>
  allNetworks(ctx).map((netuid) => read(ctx, netuid))

/** Subnets: parameters, economy, neurons. A network that does not exist reads as none. */
export const subnetInfoApi: RuntimeApi = {
  name: 'SubnetInfoRuntimeApi',
  version: 2,
  methods: {
    get_subnet_info: method(netuidOnly, option(subnetInfo), (ctx, { netuid }) => readSubnetInfo(ctx, netuid)),
    get_subnets_info: method({}, vec(option(subnetInfo)), (ctx) => everyNetwork(ctx, readSubnetInfo)),
    get_subnet_info_v2: method(netuidOnly, option(subnetInfoV2), (ctx, { netuid }) =>
      readSubnetInfoV2(ctx, netuid),
    ),
    get_subnets_info_v2: method({}, vec(option(subnetInfoV2)), (ctx) => everyNetwork(ctx, readSubnetInfoV2)),
    get_subnet_hyperparams: method(netuidOnly, option(hyperparams), (ctx, { netuid }) =>
      readHyperparams(ctx, netuid),
    ),
    get_subnet_hyperparams_v2: method(netuidOnly, option(hyperparamsV2), (ctx, { netuid }) =>
      readHyperparamsV2(ctx, netuid),
    ),
    get_subnet_hyperparams_v3: method(netuidOnly, option(hyperparamsV3), (ctx, { netuid }) =>
      readHyperparamsV3(ctx, netuid),
    ),
    get_all_dynamic_info: method({}, vec(option(dynamicInfo)), (ctx) => everyNetwork(ctx, readDynamicInfo)),
    get_all_metagraphs: method({}, vec(option(metagraph)), (ctx) =>
      allNetworks(ctx).map((netuid) => readMetagraph(ctx, netuid)),
    ),
    get_metagraph: method(netuidOnly, option(metagraph), (ctx, { netuid }) => readMetagraph(ctx, netuid)),
    get_all_mechagraphs: method({}, vec(option(metagraph)), (ctx) =>
      allNetworks(ctx).flatMap((netuid) => {
        const count = ctx.state.SubtensorModule.MechanismCountCurrent.get(netuid)
        return Array.from({ length: count }, (_, mechanism) => readMetagraph(ctx, netuid, mechanism))
      }),
    ),
    get_mechagraph: method({ netuid, mecid: u8 }, option(metagraph), (ctx, { netuid, mecid }) =>
      readMetagraph(ctx, netuid, mecid),
    ),
    get_dynamic_info: method(netuidOnly, option(dynamicInfo), (ctx, { netuid }) =>
      readDynamicInfo(ctx, netuid),
    ),
    get_subnet_state: method(netuidOnly, option(subnetState), (ctx, { netuid }) =>
      readSubnetState(ctx, netuid),
    ),
    get_selective_metagraph: method(
      { netuid, metagraph_indexes: vec(u16) },
      option(selectiveMetagraph),
      (ctx, { netuid, metagraph_indexes: indexes }) => readSelectiveMetagraph(ctx, { netuid, indexes }),
    ),
    get_coldkey_auto_stake_hotkey: method(
      { coldkey: account, netuid },
      option(account),
      ({ state }, { coldkey, netuid }) => state.SubtensorModule.AutoStakeDestination.get(coldkey, netuid),
    ),
    get_selective_mechagraph: method(
      { netuid, subid: u8, metagraph_indexes: vec(u16) },
      option(selectiveMetagraph),
      (ctx, { netuid, subid: mechanism, metagraph_indexes: indexes }) =>
        readSelectiveMetagraph(ctx, { netuid, mechanism, indexes }),
    ),
    get_subnet_to_prune: method({}, option(u16), subnetToPrune),
    // Newer than the surface of spec 381.
    get_subnet_account_id: method(netuidOnly, option(account), (ctx, { netuid }) =>
      subnetExists(ctx, netuid) ? subnetAccount(netuid) : undefined,
    ),
    get_next_epoch_start_block: method(netuidOnly, option(u64), (ctx, { netuid }) =>
      nextEpochBlock(ctx, netuid),
    ),
  },
}
