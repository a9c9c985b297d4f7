import { plain } from '../read/decode.js'
import { epochReads } from '../read/epoch-count.js'
import { orAbsent, type StorageItem } from '../read/storage.js'
import { mechanismItem, storage, subnetItem } from '../read/storage-items.js'
import { storageIndex } from '../weights/storage-index.js'
import type { SubnetColumns, SubnetSubject } from './columns.js'

type ColumnItem = StorageItem<readonly [key: number], unknown>

/** Storage item of each column, for items that every runtime has: by netuid… */
const bySubnet = {
  symbol: subnetItem('TokenSymbol', plain),
  network_registered_at: subnetItem('NetworkRegisteredAt', plain),
  owner_hotkey: subnetItem('SubnetOwnerHotkey', plain),
  owner_coldkey: subnetItem('SubnetOwner', plain),
  tempo: subnetItem('Tempo', plain),
  last_step: subnetItem('LastMechansimStepBlock', plain),
  alpha_in: subnetItem('SubnetAlphaIn', plain),
  tao_in: subnetItem('SubnetTAO', plain),
  min_allowed_weights: subnetItem('MinAllowedWeights', plain),
  max_weights_limit: subnetItem('MaxWeightsLimit', plain),
  weights_version: subnetItem('WeightsVersionKey', plain),
  weights_rate_limit: subnetItem('WeightsSetRateLimit', plain),
  max_validators: subnetItem('MaxAllowedValidators', plain),
  max_uids: subnetItem('MaxAllowedUids', plain),
  burn: subnetItem('Burn', plain),
  registration_allowed: subnetItem('NetworkRegistrationAllowed', plain),
  immunity_period: subnetItem('ImmunityPeriod', plain),
  serving_rate_limit: subnetItem('ServingRateLimit', plain),
  commit_reveal_weights_enabled: subnetItem('CommitRevealWeightsEnabled', plain),
  commit_reveal_period: subnetItem('RevealPeriodEpochs', plain),
  active: subnetItem('Active', plain),
  validator_permit: subnetItem('ValidatorPermit', plain),
  emission: subnetItem('Emission', plain),
  dividends: subnetItem('Dividends', plain),
  consensus: subnetItem('Consensus', plain),
} as const satisfies Partial<Record<keyof SubnetColumns, ColumnItem>>

/** …or by mechanism. */
const byMechanism = {
  last_update: mechanismItem('LastUpdate', plain),
  incentives: mechanismItem('Incentive', plain),
} as const satisfies Partial<Record<keyof SubnetColumns, ColumnItem>>

/** Columns that are stored as one value of a subnet on every runtime. */
export type StoredColumn = keyof typeof bySubnet | keyof typeof byMechanism

/** Their names, in the order of `stored` of {@link metagraphReads}. */
export const storedColumns = [
  ...Object.keys(bySubnet),
  ...Object.keys(byMechanism),
] as readonly StoredColumn[]

/** Storage of a metagraph, as data: the runtime check derives the needs of each way to read it. */
export const metagraphReads = {
  /** Asked for beside every other source. */
  beside: ({ netuid }: { readonly netuid: number }) => ({
    validatorTrust: orAbsent(storage.ValidatorTrust(netuid), [] as readonly number[]),
    ...epochReads(netuid),
  }),
  subnet: ({ netuid, mechanism }: SubnetSubject) => ({
    exists: storage.NetworksAdded(netuid),
    count: storage.SubnetworkN(netuid),
    stored: [
      ...Object.values(bySubnet).map((item) => item(netuid)),
      ...Object.values(byMechanism).map((item) => item(storageIndex({ netuid, mechanism }))),
    ],
    mechanisms: orAbsent(storage.MechanismCountCurrent(netuid), 1),
    identity: orAbsent(storage.SubnetIdentitiesV3(netuid), null),
    rank: orAbsent(subnetItem('Rank', plain)(netuid), []),
    trust: orAbsent(subnetItem('Trust', plain)(netuid), []),
    cutoff: orAbsent(storage.ActivityCutoff(netuid), 0),
    cutoffFactor: orAbsent(storage.ActivityCutoffFactorMilli(netuid), null),
  }),
  uids: ({ netuid, uids }: { readonly netuid: number; readonly uids: readonly number[] }) => ({
    hotkeys: uids.map((uid) => storage.Keys(netuid, uid)),
    registrations: uids.map((uid) => storage.BlockAtRegistration(netuid, uid)),
  }),
  neurons: ({ netuid, hotkeys }: { readonly netuid: number; readonly hotkeys: readonly string[] }) => ({
    coldkeys: hotkeys.map((hotkey) => storage.Owner(hotkey)),
    axons: hotkeys.map((hotkey) => storage.Axons(netuid, hotkey)),
  }),
  identities: ({ coldkeys }: { readonly coldkeys: readonly string[] }) => ({
    identities: coldkeys.map((coldkey) => orAbsent(storage.IdentitiesV2(coldkey), null)),
  }),
  relatives: ({ netuid, hotkeys }: { readonly netuid: number; readonly hotkeys: readonly string[] }) => ({
    taoWeight: storage.TaoWeight(),
    children: hotkeys.map((hotkey) => orAbsent(storage.ChildKeys(hotkey, netuid), [])),
    parents: hotkeys.map((hotkey) => orAbsent(storage.ParentKeys(hotkey, netuid), [])),
  }),
  stakes: ({ netuid, hotkeys }: { readonly netuid: number; readonly hotkeys: readonly string[] }) => ({
    alpha: hotkeys.map((hotkey) => storage.TotalHotkeyAlpha(hotkey, netuid)),
    tao: hotkeys.map((hotkey) => storage.TotalHotkeyAlpha(hotkey, 0)),
  }),
} as const
