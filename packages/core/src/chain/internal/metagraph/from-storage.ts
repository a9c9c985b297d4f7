import type { ChainClient } from '../../client.js'
import { storageIndex } from '../../weights-state.js'
import type { BlockReader, SubtensorRead } from '../block-reader.js'
import { missing } from '../runtime.js'
import { columnValues, type SubnetColumns } from './columns.js'
import type { SubnetSubject } from './from-runtime.js'
import { inheritedStake, type StakeShare, weighStake } from './inherited-stake.js'

/**
 * Reads the columns from storage, item by item, for runtimes whose API does not tell them; null where there is no
 * such subnet or mechanism. Throws CHAIN_FEATURE_MISSING for an item without which nothing can be said.
 */
export async function readFromStorage(
  client: ChainClient,
  block: BlockReader,
  subject: SubnetSubject,
): Promise<SubnetColumns | null> {
  const { netuid } = subject
  const subnet = await readSubnet(client, block, subject)
  if (!subnet) return null
  const uids = Array.from({ length: subnet.count }, (_, uid) => uid)
  const byUid = (item: string) =>
    readEach(
      client,
      block,
      item,
      uids.map((uid) => [netuid, uid]),
    )
  const [keys, registrations] = await Promise.all([byUid('Keys'), byUid('BlockAtRegistration')])
  const hotkeys = keys.map(String)
  const byHotkey = (item: string) =>
    readEach(
      client,
      block,
      item,
      hotkeys.map((hotkey) => [netuid, hotkey]),
    )
  const [coldkeys, axons] = await Promise.all([
    readEach(
      client,
      block,
      'Owner',
      hotkeys.map((hotkey) => [hotkey]),
    ),
    byHotkey('Axons'),
  ])
  const [identities, stakes] = await Promise.all([
    block.has('IdentitiesV2')
      ? readEach(
          client,
          block,
          'IdentitiesV2',
          coldkeys.map((coldkey) => [coldkey]),
        )
      : [],
    readStakes(client, block, netuid, hotkeys),
  ])
  return {
    ...subnet.columns,
    hotkeys,
    coldkeys: columnValues.coldkeys(coldkeys),
    identities: columnValues.identities(identities),
    axons: columnValues.axons(axons),
    block_at_registration: columnValues.block_at_registration(registrations),
    ...stakes,
  }
}

type ByNeuron =
  | 'hotkeys'
  | 'coldkeys'
  | 'identities'
  | 'axons'
  | 'block_at_registration'
  | 'alpha_stake'
  | 'tao_stake'
  | 'total_stake'

interface Subnet {
  readonly count: number
  readonly columns: Omit<SubnetColumns, ByNeuron>
}

/** Everything that is one value of the subnet, lists by uid among them. */
async function readSubnet(
  client: ChainClient,
  block: BlockReader,
  { netuid, mechanism }: SubnetSubject,
): Promise<Subnet | null> {
  const index = storageIndex({ netuid, mechanism })
  const [exists, mechanisms = 1, identity, rank, trust, cutoff, factor] = await block.read([
    ['NetworksAdded', netuid],
    ['MechanismCountCurrent', netuid],
    ['SubnetIdentitiesV3', netuid],
    ['Rank', netuid],
    ['Trust', netuid],
    ['ActivityCutoff', netuid],
    ['ActivityCutoffFactorMilli', netuid],
  ])
  if (exists !== true || mechanism >= Number(mechanisms)) return null
  const needed = {
    count: ['SubnetworkN', netuid],
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
  } as const satisfies Readonly<Record<string, SubtensorRead>>
  const names = Object.keys(needed) as (keyof typeof needed)[]
  const values = await readNeeded(
    client,
    block,
    names.map((name) => needed[name]),
  )
  const { count, ...read } = Object.fromEntries(
    names.map((name, position) => {
      const value = values[position]
      return [name, name === 'count' ? Number(value) : columnValues[name](value)]
    }),
  ) as { count: number } & Omit<SubnetColumns, ByNeuron | 'name' | 'rank' | 'trust' | 'activity_cutoff'>
  return {
    count,
    columns: {
      ...read,
      name: columnValues.name((identity as { subnet_name: unknown } | null | undefined)?.subnet_name ?? []),
      rank: columnValues.rank(rank ?? []),
      trust: columnValues.trust(trust ?? []),
      activity_cutoff: activityCutoff(read.tempo, { blocks: cutoff, factorMilli: factor }),
    },
  }
}

/** Newer runtimes give it in thousandths of the tempo, older ones in blocks. */
function activityCutoff(
  tempo: number,
  set: { readonly blocks: unknown; readonly factorMilli: unknown },
): number {
  if (set.factorMilli === undefined) return Number(set.blocks ?? 0)
  return Math.max(1, Math.floor((Number(set.factorMilli) * tempo) / 1000))
}

type Stakes = Pick<SubnetColumns, 'alpha_stake' | 'tao_stake' | 'total_stake'>

async function readStakes(
  client: ChainClient,
  block: BlockReader,
  netuid: number,
  hotkeys: readonly string[],
): Promise<Stakes> {
  // Stake on the root network is nobody's child.
  const familyOf = async (item: string): Promise<readonly (readonly StakeShare[])[]> => {
    if (netuid === 0 || !block.has(item)) return hotkeys.map(() => [])
    const found = await block.read(hotkeys.map((hotkey): SubtensorRead => [item, hotkey, netuid]))
    return found.map((list) =>
      (list as readonly (readonly [bigint, string])[]).map(([proportion, hotkey]) => ({
        proportion,
        hotkey,
      })),
    )
  }
  const [children, parents, [taoWeight]] = await Promise.all([
    familyOf('ChildKeys'),
    familyOf('ParentKeys'),
    readNeeded(client, block, [['TaoWeight']]),
  ])
  const everybody = [...new Set([...hotkeys, ...parents.flat().map(({ hotkey }) => hotkey)])]
  const stakedOn = async (network: number): Promise<readonly bigint[]> => {
    const stakes = await readEach(
      client,
      block,
      'TotalHotkeyAlpha',
      everybody.map((one) => [one, network]),
    )
    const byHotkey = new Map(everybody.map((one, position) => [one, stakes[position] as bigint]))
    return hotkeys.map((hotkey, uid) =>
      inheritedStake(
        hotkey,
        { children: children[uid] ?? [], parents: parents[uid] ?? [] },
        (one) => byHotkey.get(one) ?? 0n,
      ),
    )
  }
  const [alpha, tao] = await Promise.all([stakedOn(netuid), stakedOn(0)])
  return {
    alpha_stake: alpha,
    tao_stake: tao,
    total_stake: alpha.map((own, uid) => weighStake(own, tao[uid] ?? 0n, taoWeight as bigint)),
  }
}

function readEach(
  client: ChainClient,
  block: BlockReader,
  item: string,
  keys: readonly (readonly unknown[])[],
): Promise<readonly unknown[]> {
  return readNeeded(
    client,
    block,
    keys.map((parts): SubtensorRead => [item, ...parts]),
  )
}

/** Throws CHAIN_FEATURE_MISSING for an item that the runtime does not have. */
async function readNeeded(
  client: ChainClient,
  block: BlockReader,
  reads: readonly SubtensorRead[],
): Promise<readonly unknown[]> {
  const absent = reads.find(([item]) => !block.has(item))
  if (absent) throw missing(client, `storage SubtensorModule.${absent[0]}`)
  return block.read(reads)
}
