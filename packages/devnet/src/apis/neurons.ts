import { bool, compact, type Of, struct, tuple, u16, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { axonInfo, prometheusInfo } from '../schema/types/subtensor.js'
import type { StateReader } from '../state/state.js'

const path = 'pallet_subtensor::rpc_info::neuron_info'
const params = [{ name: 'AccountId', type: account }]

const leading = {
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
}

const pairs = vec(tuple(compact(u16), compact(u16)))

/** A neuron without its weights and bonds. */
export const neuronInfoLite = struct(
  `${path}::NeuronInfoLite`,
  { ...leading, pruning_score: compact(u16) },
  params,
)

/** A neuron with all that it set. */
export const neuronInfo = struct(
  `${path}::NeuronInfo`,
  { ...leading, weights: pairs, bonds: pairs, pruning_score: compact(u16) },
  params,
)

/** Constant value of pruning scores, since pruning goes by emission. */
const noPruningScore = 65_535

/** Reads the lists of a subnet once, for any number of its neurons. */
export function readNeurons(state: StateReader, netuid: number) {
  const { SubtensorModule: subtensor } = state
  const active = subtensor.Active.get(netuid)
  const emission = subtensor.Emission.get(netuid)
  const incentive = subtensor.Incentive.get(netuid)
  const consensus = subtensor.Consensus.get(netuid)
  const validatorTrust = subtensor.ValidatorTrust.get(netuid)
  const dividends = subtensor.Dividends.get(netuid)
  const lastUpdate = subtensor.LastUpdate.get(netuid)
  const permit = subtensor.ValidatorPermit.get(netuid)

  const oneLite = (uid: number): Of<typeof neuronInfoLite> | undefined => {
    if (!subtensor.Keys.has(netuid, uid)) return undefined
    const hotkey = subtensor.Keys.get(netuid, uid)
    const coldkey = subtensor.Owner.get(hotkey)
    return {
      hotkey,
      coldkey,
      uid,
      netuid,
      active: active[uid] ?? false,
      axon_info: subtensor.Axons.get(netuid, hotkey) ?? axonInfo.zero,
      prometheus_info: subtensor.Prometheus.get(netuid, hotkey) ?? prometheusInfo.zero,
      stake: [[coldkey, subtensor.TotalHotkeyAlpha.get(hotkey, netuid)]],
      rank: 0,
      emission: emission[uid] ?? 0n,
      incentive: incentive[uid] ?? 0,
      consensus: consensus[uid] ?? 0,
      trust: 0,
      validator_trust: validatorTrust[uid] ?? 0,
      dividends: dividends[uid] ?? 0,
      last_update: lastUpdate[uid] ?? 0n,
      validator_permit: permit[uid] ?? false,
      pruning_score: noPruningScore,
    }
  }
  const one = (uid: number): Of<typeof neuronInfo> | undefined => {
    const lite = oneLite(uid)
    return (
      lite && {
        ...lite,
        weights: nonZero(subtensor.Weights.get(netuid, uid)),
        bonds: nonZero(subtensor.Bonds.get(netuid, uid)),
      }
    )
  }
  return {
    one,
    oneLite,
    all: () => untilMissing(one, subtensor.SubnetworkN.get(netuid)),
    allLite: () => untilMissing(oneLite, subtensor.SubnetworkN.get(netuid)),
  }
}

const nonZero = (row: readonly [number, number][]) => row.filter(([, value]) => value > 0)

function untilMissing<T>(read: (uid: number) => T | undefined, count: number): T[] {
  const found: T[] = []
  for (let uid = 0; uid < count; uid++) {
    const neuron = read(uid)
    if (neuron === undefined) break
    found.push(neuron)
  }
  return found
}
