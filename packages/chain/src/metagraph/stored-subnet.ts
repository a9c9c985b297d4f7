import type { BlockReader, SubtensorRead } from '../read/block-reader.js'
import { storageIndex } from '../weights/state.js'
import { columnValues, type NeuronColumn, type SubnetColumns, type SubnetSubject } from './columns.js'

/** What storage has as one value of a subnet, lists by uid among them. */
export interface SubnetValues {
  /** How many neurons there are. */
  readonly count: number
  readonly columns: Omit<SubnetColumns, NeuronColumn>
}

/** Where each column is stored, as far as every runtime has it. */
const itemsOf = ({ netuid, mechanism }: SubnetSubject) => {
  const index = storageIndex({ netuid, mechanism })
  return {
    symbol: ['TokenSymbol', netuid],
    network_registered_at: ['NetworkRegisteredAt', netuid],
    owner_hotkey: ['SubnetOwnerHotkey', netuid],
    owner_coldkey: ['SubnetOwner', netuid],
    tempo: ['Tempo', netuid],
    last_step: ['LastMechansimStepBlock', netuid],
    alpha_in: ['SubnetAlphaIn', netuid],
    tao_in: ['SubnetTAO', netuid],
    min_allowed_weights: ['MinAllowedWeights', netuid],
    max_weights_limit: ['MaxWeightsLimit', netuid],
    weights_version: ['WeightsVersionKey', netuid],
    weights_rate_limit: ['WeightsSetRateLimit', netuid],
    max_validators: ['MaxAllowedValidators', netuid],
    max_uids: ['MaxAllowedUids', netuid],
    burn: ['Burn', netuid],
    registration_allowed: ['NetworkRegistrationAllowed', netuid],
    immunity_period: ['ImmunityPeriod', netuid],
    serving_rate_limit: ['ServingRateLimit', netuid],
    commit_reveal_weights_enabled: ['CommitRevealWeightsEnabled', netuid],
    commit_reveal_period: ['RevealPeriodEpochs', netuid],
    active: ['Active', netuid],
    validator_permit: ['ValidatorPermit', netuid],
    last_update: ['LastUpdate', index],
    emission: ['Emission', netuid],
    dividends: ['Dividends', netuid],
    incentives: ['Incentive', index],
    consensus: ['Consensus', netuid],
  } as const satisfies Partial<Record<keyof SubnetColumns, SubtensorRead>>
}

type EveryRuntime = Pick<SubnetColumns, keyof ReturnType<typeof itemsOf>>

/** Reads it; null where there is no such subnet or mechanism. */
export async function readSubnetValues(
  block: BlockReader,
  subject: SubnetSubject,
): Promise<SubnetValues | null> {
  const { netuid, mechanism } = subject
  const items = itemsOf(subject)
  const names = Object.keys(items) as (keyof EveryRuntime)[]
  const [[exists, count, ...values], [mechanisms, identity, rank, trust, cutoff, cutoffFactor]] =
    await Promise.all([
      block.read([['NetworksAdded', netuid], ['SubnetworkN', netuid], ...names.map((name) => items[name])]),
      block.find([
        ['MechanismCountCurrent', netuid],
        ['SubnetIdentitiesV3', netuid],
        ['Rank', netuid],
        ['Trust', netuid],
        ['ActivityCutoff', netuid],
        ['ActivityCutoffFactorMilli', netuid],
      ]),
    ])
  if (exists !== true || mechanism >= Number(mechanisms ?? 1)) return null
  const columns = Object.fromEntries(
    names.map((name, position) => [name, columnValues[name](values[position])]),
  ) as unknown as EveryRuntime
  return {
    count: Number(count),
    columns: {
      ...columns,
      name: columnValues.name((identity as { subnet_name: unknown } | null | undefined)?.subnet_name ?? []),
      rank: columnValues.rank(rank ?? []),
      trust: columnValues.trust(trust ?? []),
      activity_cutoff:
        cutoffFactor === undefined ? Number(cutoff ?? 0) : shareOfTempo(columns.tempo, Number(cutoffFactor)),
    },
  }
}

/** Newer runtimes give the activity cutoff in thousandths of the tempo, older ones in blocks. */
function shareOfTempo(tempo: number, factorMilli: number): number {
  return Math.max(1, Math.floor((factorMilli * tempo) / 1000))
}
