import { activityCutoffOf } from '../rules/activity-cutoff.js'
import type { Reading } from '../rules/reading.js'
import { inheritedAlpha, inheritedTao, stakeWeight } from '../rules/stake-weight.js'
import { hotkeysOf, mechanismExists, storageIndex, subnetExists } from '../rules/subnets.js'
import { specVersionOf } from '../runtime/image.js'
import {
  type AnyType,
  bool,
  compact,
  mapCodec,
  type Of,
  type OfFields,
  option,
  struct,
  type Type,
  tuple,
  u16,
  u64,
  u128,
  vec,
} from '../schema/type.js'
import { registration } from '../schema/types/commitments.js'
import { account, i96f32 } from '../schema/types/common.js'
import { axonInfo, chainIdentity, subnetIdentity } from '../schema/types/subtensor.js'
import { pendingAlpha, subnetName, text } from './subnet-text.js'

const path = 'pallet_subtensor::rpc_info::metagraph'
const params = [{ name: 'AccountId', type: account }]

const amounts = vec(compact(u64))
const shares = vec(compact(u16))
const byHotkey = vec(tuple(account, compact(u64)))

/** Of whom a column is read: a subnet, the storage index of one of its mechanisms, its hotkeys by uid. */
interface Graph extends Reading {
  readonly netuid: number
  readonly index: number
  readonly hotkeys: readonly string[]
}

interface Column<T> {
  readonly type: Type<T>
  read(graph: Graph): T
}

const column = <T>(type: Type<T>, read: (graph: Graph) => NoInfer<T>): Column<T> => ({ type, read })
const amount = (read: (graph: Graph) => bigint) => column(compact(u64), read)
const share = (read: (graph: Graph) => number) => column(compact(u16), read)
const flag = (read: (graph: Graph) => boolean) => column(bool, read)

const module = ({ state }: Reading) => state.SubtensorModule

/** First spec version without scores for pruning, trust and rank. */
const WITHOUT_SCORES = 394

/** Scores that the chain has given up; zeros before that, since the devnet never had them. */
const formerScores = ({ state, hotkeys }: Graph): number[] =>
  specVersionOf(state) < WITHOUT_SCORES ? hotkeys.map(() => 0) : []

/** The columns of the whole metagraph in the order of their indices, which start at zero. */
const columns = {
  netuid: share((g) => g.index),
  name: column(text, (g) => [...subnetName(g, g.netuid)]),
  symbol: column(text, (g) => [...module(g).TokenSymbol.get(g.netuid)]),
  identity: column(option(subnetIdentity), (g) => module(g).SubnetIdentitiesV3.get(g.netuid)),
  network_registered_at: amount((g) => module(g).NetworkRegisteredAt.get(g.netuid)),
  owner_hotkey: column(account, (g) => module(g).SubnetOwnerHotkey.get(g.netuid)),
  owner_coldkey: column(account, (g) => module(g).SubnetOwner.get(g.netuid)),
  block: amount((g) => BigInt(g.block)),
  tempo: share((g) => module(g).Tempo.get(g.netuid)),
  last_step: amount((g) => module(g).LastMechansimStepBlock.get(g.netuid)),
  blocks_since_last_step: amount((g) => BigInt(g.block) - module(g).LastMechansimStepBlock.get(g.netuid)),
  subnet_emission: amount(() => 0n),
  alpha_in: amount((g) => module(g).SubnetAlphaIn.get(g.netuid)),
  alpha_out: amount((g) => module(g).SubnetAlphaOut.get(g.netuid)),
  tao_in: amount((g) => module(g).SubnetTAO.get(g.netuid)),
  alpha_out_emission: amount((g) => module(g).SubnetAlphaOutEmission.get(g.netuid)),
  alpha_in_emission: amount((g) => module(g).SubnetAlphaInEmission.get(g.netuid)),
  tao_in_emission: amount((g) => module(g).SubnetTaoInEmission.get(g.netuid)),
  pending_alpha_emission: amount((g) => pendingAlpha(g, g.netuid)),
  pending_root_emission: amount(() => 0n),
  subnet_volume: column(compact(u128), (g) => module(g).SubnetVolume.get(g.netuid)),
  moving_price: column(i96f32, (g) => module(g).SubnetMovingPrice.get(g.netuid)),
  rho: share((g) => module(g).Rho.get(g.netuid)),
  kappa: share((g) => module(g).Kappa.get(g.netuid)),
  min_allowed_weights: share((g) => module(g).MinAllowedWeights.get(g.netuid)),
  max_weights_limit: share((g) => module(g).MaxWeightsLimit.get(g.netuid)),
  weights_version: amount((g) => module(g).WeightsVersionKey.get(g.netuid)),
  weights_rate_limit: amount((g) => module(g).WeightsSetRateLimit.get(g.netuid)),
  activity_cutoff: amount((g) => BigInt(activityCutoffOf(g, g.netuid))),
  max_validators: share((g) => module(g).MaxAllowedValidators.get(g.netuid)),
  num_uids: share((g) => g.hotkeys.length),
  max_uids: share((g) => module(g).MaxAllowedUids.get(g.netuid)),
  burn: amount((g) => module(g).Burn.get(g.netuid)),
  difficulty: amount((g) => module(g).Difficulty.get(g.netuid)),
  registration_allowed: flag((g) => module(g).NetworkRegistrationAllowed.get(g.netuid)),
  pow_registration_allowed: flag((g) => module(g).NetworkPowRegistrationAllowed.get(g.netuid)),
  immunity_period: share((g) => module(g).ImmunityPeriod.get(g.netuid)),
  min_difficulty: amount((g) => module(g).MinDifficulty.get(g.netuid)),
  max_difficulty: amount((g) => module(g).MaxDifficulty.get(g.netuid)),
  min_burn: amount((g) => module(g).MinBurn.get(g.netuid)),
  max_burn: amount((g) => module(g).MaxBurn.get(g.netuid)),
  adjustment_alpha: amount((g) => module(g).AdjustmentAlpha.get(g.netuid)),
  adjustment_interval: share((g) => module(g).AdjustmentInterval.get(g.netuid)),
  target_regs_per_interval: share((g) => module(g).TargetRegistrationsPerInterval.get(g.netuid)),
  max_regs_per_block: share((g) => module(g).MaxRegistrationsPerBlock.get(g.netuid)),
  serving_rate_limit: amount((g) => module(g).ServingRateLimit.get(g.netuid)),
  commit_reveal_weights_enabled: flag((g) => module(g).CommitRevealWeightsEnabled.get(g.netuid)),
  commit_reveal_period: amount((g) => module(g).RevealPeriodEpochs.get(g.netuid)),
  liquid_alpha_enabled: flag((g) => module(g).LiquidAlphaOn.get(g.netuid)),
  alpha_high: share((g) => module(g).AlphaValues.get(g.netuid)[1]),
  alpha_low: share((g) => module(g).AlphaValues.get(g.netuid)[0]),
  bonds_moving_avg: amount((g) => module(g).BondsMovingAverage.get(g.netuid)),
  hotkeys: column(vec(account), (g) => [...g.hotkeys]),
  coldkeys: column(vec(account), (g) => g.hotkeys.map((hotkey) => module(g).Owner.get(hotkey))),
  identities: column(vec(option(chainIdentity)), (g) =>
    g.hotkeys.map((hotkey) => module(g).IdentitiesV2.get(module(g).Owner.get(hotkey))),
  ),
  axons: column(vec(axonInfo), (g) =>
    g.hotkeys.map((hotkey) => module(g).Axons.get(g.netuid, hotkey) ?? axonInfo.zero),
  ),
  active: column(vec(bool), (g) => module(g).Active.get(g.netuid)),
  validator_permit: column(vec(bool), (g) => module(g).ValidatorPermit.get(g.netuid)),
  // Gone from the chain, kept as empty columns.
  pruning_score: column(shares, formerScores),
  last_update: column(amounts, (g) => module(g).LastUpdate.get(g.index)),
  emission: column(amounts, (g) => module(g).Emission.get(g.netuid)),
  dividends: column(shares, (g) => module(g).Dividends.get(g.netuid)),
  incentives: column(shares, (g) => module(g).Incentive.get(g.index)),
  consensus: column(shares, (g) => module(g).Consensus.get(g.netuid)),
  trust: column(shares, formerScores),
  rank: column(shares, formerScores),
  block_at_registration: column(amounts, (g) =>
    g.hotkeys.map((_, uid) => module(g).BlockAtRegistration.get(g.netuid, uid)),
  ),
  alpha_stake: column(amounts, (g) => g.hotkeys.map((hotkey) => inheritedAlpha(g, g.netuid, hotkey))),
  tao_stake: column(amounts, (g) => g.hotkeys.map((hotkey) => inheritedTao(g, g.netuid, hotkey))),
  total_stake: column(amounts, (g) => g.hotkeys.map((hotkey) => stakeWeight(g, g.netuid, hotkey))),
  tao_dividends_per_hotkey: column(byHotkey, (g) =>
    g.hotkeys.map((hotkey): [string, bigint] => [hotkey, 0n]),
  ),
  alpha_dividends_per_hotkey: column(byHotkey, (g) =>
    g.hotkeys.map((hotkey): [string, bigint] => [
      hotkey,
      module(g).AlphaDividendsPerSubnet.get(g.netuid, hotkey),
    ]),
  ),
}

/** Columns of selective metagraphs only: indices 72 and 73. */
const selectiveOnly = {
  validators: column(shares, (g) =>
    module(g)
      .ValidatorPermit.get(g.netuid)
      .flatMap((permitted, uid) => (permitted ? [uid] : [])),
  ),
  commitments: column(vec(tuple(account, text)), (g) =>
    [...g.state.Commitments.CommitmentOf.entries(g.netuid)].map(
      ([[, hotkey], commitment]): [string, number[]] => [hotkey, [...registration.codec.enc(commitment)]],
    ),
  ),
}

const { netuid: netuidColumn, ...optionalColumns } = { ...columns, ...selectiveOnly }

type Columns = Readonly<Record<string, { readonly type: AnyType; read(graph: Graph): unknown }>>
type Types<C extends Columns> = { readonly [K in keyof C]: C[K]['type'] }
type Values<C extends Columns> = OfFields<Types<C>>

const mapColumns = <C extends Columns>(of: C, change: (column: C[keyof C]) => unknown) =>
  Object.fromEntries(Object.entries(of).map(([name, item]) => [name, change(item as C[keyof C])]))

/** All columns of a subnet or of one of its mechanisms. */
export const metagraph = struct(
  `${path}::Metagraph`,
  mapColumns(columns, ({ type }) => type) as Types<typeof columns>,
  params,
)

/** A value inside an option that may itself be none: the two nones must remain distinguishable. */
interface Asked {
  readonly value: unknown
}

const asked = (type: AnyType): Type<Asked | undefined> =>
  option<Asked>({
    codec: mapCodec(
      type.codec,
      ({ value }: Asked) => value,
      (value): Asked => ({ value }),
    ),
    shape: type.shape,
    zero: { value: type.zero },
  })

/** The requested columns, and the netuid, which is always included. */
export const selectiveMetagraph = struct(
  `${path}::SelectiveMetagraph`,
  {
    netuid: netuidColumn.type,
    ...(mapColumns(optionalColumns, ({ type }) => asked(type)) as Readonly<
      Record<keyof typeof optionalColumns, ReturnType<typeof asked>>
    >),
  },
  params,
)

/** Of mechanism 0 when none is named; none for a subnet or mechanism that is not there. */
export function readMetagraph(ctx: Reading, netuid: number, mechanism = 0): Of<typeof metagraph> | undefined {
  const graph = graphOf(ctx, netuid, mechanism)
  return graph && (mapColumns(columns, (item) => item.read(graph)) as Values<typeof columns>)
}

/** Columns are requested by their index in the whole metagraph; unknown indices are ignored. */
export function readSelectiveMetagraph(
  ctx: Reading,
  { netuid, mechanism = 0, indexes }: { netuid: number; mechanism?: number; indexes: readonly number[] },
): Of<typeof selectiveMetagraph> | undefined {
  const graph = graphOf(ctx, netuid, mechanism)
  if (!graph) return undefined
  const wanted = new Set(indexes)
  const values = Object.entries<Columns[string]>(optionalColumns).map(([name, item], position) => [
    name,
    // The netuid has index 0.
    wanted.has(position + 1) ? { value: item.read(graph) } : undefined,
  ])
  return { netuid: graph.index, ...Object.fromEntries(values) }
}

function graphOf(ctx: Reading, netuid: number, mechanism: number): Graph | undefined {
  if (!subnetExists(ctx, netuid)) return undefined
  if (mechanism !== 0 && !mechanismExists(ctx, netuid, mechanism)) return undefined
  const { state, block } = ctx
  return { state, block, netuid, index: storageIndex(netuid, mechanism), hotkeys: hotkeysOf(ctx, netuid) }
}
