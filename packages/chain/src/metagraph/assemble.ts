import type { BlockRef } from '../read/block.js'
import { toEpochCount } from '../read/epoch-count.js'
import { nextEpochBlock } from '../read/epoch-schedule.js'
import type { ValuesOf } from '../read/storage.js'
import type { SubnetColumns, SubnetSubject } from './columns.js'
import type { Metagraph, MetagraphSource, Neuron } from './metagraph.js'
import type { metagraphReads } from './reads.js'

/** Assembles the metagraph from the reads at a block. */
export function assembleMetagraph(
  { netuid, mechanism }: SubnetSubject,
  read: {
    readonly block: BlockRef
    readonly source: MetagraphSource
    readonly columns: SubnetColumns
    readonly beside: ValuesOf<ReturnType<typeof metagraphReads.beside>>
  },
): Metagraph {
  const { block, source, columns, beside } = read
  const epochs = toEpochCount(beside)
  return {
    netuid,
    mechanism,
    block: block.number,
    blockHash: block.hash,
    source,
    name: columns.name,
    symbol: columns.symbol,
    ownerHotkey: columns.owner_hotkey,
    ownerColdkey: columns.owner_coldkey,
    registeredAt: columns.network_registered_at,
    lastStep: columns.last_step,
    blocksSinceLastStep: block.number - columns.last_step,
    nextEpochBlock: netuid === 0 ? null : nextEpochBlock(epochs, netuid, block.number),
    burn: columns.burn,
    pool: { tao: columns.tao_in, alpha: columns.alpha_in },
    parameters: {
      tempo: columns.tempo,
      maxUids: columns.max_uids,
      maxValidators: columns.max_validators,
      immunityPeriod: columns.immunity_period,
      activityCutoff: columns.activity_cutoff,
      minAllowedWeights: columns.min_allowed_weights,
      maxWeightsLimit: columns.max_weights_limit,
      weightsVersion: columns.weights_version,
      weightsRateLimit: columns.weights_rate_limit,
      servingRateLimit: columns.serving_rate_limit,
      commitReveal: columns.commit_reveal_weights_enabled,
      revealPeriod: columns.commit_reveal_period,
      registrationAllowed: columns.registration_allowed,
    },
    neurons: columns.hotkeys.map((hotkey, uid) => neuronOf(hotkey, uid, columns, beside.validatorTrust)),
  }
}

/** Lists may be shorter than the number of neurons: values that no epoch has set yet are 0. */
function neuronOf(
  hotkey: string,
  uid: number,
  columns: SubnetColumns,
  validatorTrust: readonly number[],
): Neuron {
  return {
    uid,
    hotkey,
    coldkey: columns.coldkeys[uid] ?? '',
    identity: columns.identities[uid] ?? null,
    axon: columns.axons[uid] ?? null,
    registeredAt: columns.block_at_registration[uid] ?? 0,
    validatorPermit: columns.validator_permit[uid] ?? false,
    active: columns.active[uid] ?? false,
    stake: columns.total_stake[uid] ?? 0n,
    alphaStake: columns.alpha_stake[uid] ?? 0n,
    taoStake: columns.tao_stake[uid] ?? 0n,
    incentive: columns.incentives[uid] ?? 0,
    dividends: columns.dividends[uid] ?? 0,
    validatorTrust: validatorTrust[uid] ?? 0,
    consensus: columns.consensus[uid] ?? 0,
    trust: columns.trust[uid] ?? null,
    rank: columns.rank[uid] ?? null,
    emission: columns.emission[uid] ?? 0n,
    lastUpdate: columns.last_update[uid] ?? 0,
  }
}
