import { lockCost } from '../rules/networks.js'
import { bool, compact, option, struct, tuple, u16, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { axonInfo, prometheusInfo } from '../schema/types/subtensor.js'
import type { StateReader } from '../state/state.js'
import { method, type RuntimeApi } from './api.js'

const MODULE = 'pallet_subtensor::rpc_info::neuron_info'

const neuronLite = struct(
  `${MODULE}::NeuronInfoLite`,
  {
    hotkey: account,
    coldkey: account,
    uid: compact(u16),
    netuid: compact(u16),
    active: bool,
    axon_info: axonInfo,
    prometheus_info: prometheusInfo,
    stake: vec(tuple(account, compact(u64))),
    rank: compact(u16),
    emission: compact(u64),
    incentive: compact(u16),
    consensus: compact(u16),
    trust: compact(u16),
    validator_trust: compact(u16),
    dividends: compact(u16),
    last_update: compact(u64),
    validator_permit: bool,
    pruning_score: compact(u16),
  },
  [{ name: 'AccountId', type: account }],
)

/** What a pruning score reads as since pruning goes by emission. */
const NO_PRUNING_SCORE = 65_535

function neuronLiteAt(state: StateReader, netuid: number, uid: number) {
  const { SubtensorModule } = state
  if (!SubtensorModule.Keys.has(netuid, uid)) return undefined
  const hotkey = SubtensorModule.Keys.get(netuid, uid)
  const coldkey = SubtensorModule.Owner.get(hotkey)
  return {
    hotkey,
    coldkey,
    uid,
    netuid,
    active: SubtensorModule.Active.get(netuid)[uid] ?? false,
    axon_info: SubtensorModule.Axons.get(netuid, hotkey) ?? axonInfo.zero,
    prometheus_info: SubtensorModule.Prometheus.get(netuid, hotkey) ?? prometheusInfo.zero,
    stake: [[coldkey, SubtensorModule.TotalHotkeyAlpha.get(hotkey, netuid)]] as [string, bigint][],
    rank: 0,
    emission: SubtensorModule.Emission.get(netuid)[uid] ?? 0n,
    incentive: SubtensorModule.Incentive.get(netuid)[uid] ?? 0,
    consensus: SubtensorModule.Consensus.get(netuid)[uid] ?? 0,
    trust: 0,
    validator_trust: SubtensorModule.ValidatorTrust.get(netuid)[uid] ?? 0,
    dividends: SubtensorModule.Dividends.get(netuid)[uid] ?? 0,
    last_update: SubtensorModule.LastUpdate.get(netuid)[uid] ?? 0n,
    validator_permit: SubtensorModule.ValidatorPermit.get(netuid)[uid] ?? false,
    pruning_score: NO_PRUNING_SCORE,
  }
}

/** As on the chain, the list ends at the first uid without a key. */
function neuronsLite(state: StateReader, netuid: number) {
  const neurons = []
  for (let uid = 0; uid < state.SubtensorModule.SubnetworkN.get(netuid); uid++) {
    const neuron = neuronLiteAt(state, netuid, uid)
    if (!neuron) break
    neurons.push(neuron)
  }
  return neurons
}

/** `min(LastEpochBlock + tempo, PendingEpochAt if pending)`; none for a subnet that has no epochs. */
function nextEpochStart(state: StateReader, netuid: number): bigint | undefined {
  const { Tempo, LastEpochBlock, PendingEpochAt } = state.SubtensorModule
  const tempo = Tempo.get(netuid)
  if (tempo === 0) return undefined
  const automatic = LastEpochBlock.get(netuid) + BigInt(tempo)
  const pending = PendingEpochAt.get(netuid)
  return pending > 0n && pending < automatic ? pending : automatic
}

/** The runtime APIs of Subtensor that the devnet answers. */
export const subtensorApis: readonly RuntimeApi[] = [
  {
    name: 'NeuronInfoRuntimeApi',
    version: 1,
    methods: {
      get_neurons_lite: method({ netuid: u16 }, vec(neuronLite), ({ state }, { netuid }) =>
        neuronsLite(state, netuid),
      ),
      get_neuron_lite: method({ netuid: u16, uid: u16 }, option(neuronLite), ({ state }, { netuid, uid }) =>
        neuronLiteAt(state, netuid, uid),
      ),
    },
  },
  {
    name: 'SubnetInfoRuntimeApi',
    version: 1,
    methods: {
      get_next_epoch_start_block: method({ netuid: u16 }, option(u64), ({ state }, { netuid }) =>
        nextEpochStart(state, netuid),
      ),
    },
  },
  {
    name: 'SubnetRegistrationRuntimeApi',
    version: 1,
    methods: {
      get_network_registration_cost: method({}, u64, lockCost),
    },
  },
]
