import { address, bigint, bytes, type Decode, fields, flag, list, maybe, number, plain } from './decode.js'
import { storageItem } from './storage.js'

const account = '[u8; 32]'

export type Netuid = readonly [netuid: number]
export type Account = readonly [address: string]
export type Neuron = readonly [netuid: number, hotkey: string]

const subtensor = <Keys extends readonly unknown[], T>(item: string, given: string, decode: Decode<T>) =>
  storageItem<Keys, T>(`SubtensorModule.${item}`, given, decode)
const global = <T>(item: string, decode: Decode<T>) => subtensor<readonly [], T>(item, '', decode)
const bySubnet = <T>(item: string, decode: Decode<T>) => subtensor<Netuid, T>(item, 'u16', decode)
const byAccount = <T>(item: string, decode: Decode<T>) => subtensor<Account, T>(item, account, decode)
const byNeuron = <T>(item: string, decode: Decode<T>) =>
  subtensor<Neuron, T>(item, `(u16, ${account})`, decode)
const byUid = <T>(item: string, decode: Decode<T>) =>
  subtensor<readonly [index: number, uid: number], T>(item, '(u16, u16)', decode)
const byHotkeyAndSubnet = <T>(item: string, decode: Decode<T>) =>
  subtensor<readonly [hotkey: string, netuid: number], T>(item, `(${account}, u16)`, decode)

/**
 * Storage that is read, by the chain's names, with the layout of its keys and how values are decoded. Blocks and shares
 * are numbers, rao are bigint. `index` is the key of per-mechanism items, see `storageIndex`.
 */
export const storage = {
  // System and others
  Account: storageItem<Account, { readonly nonce: number; readonly data: { readonly free: bigint } }>(
    'System.Account',
    account,
    fields({ nonce: number, data: fields({ free: bigint }) }),
  ),
  Number: storageItem<readonly [], number>('System.Number', '', number),
  LastRuntimeUpgrade: storageItem<readonly [], { readonly spec_version: number } | null>(
    'System.LastRuntimeUpgrade',
    '',
    maybe(fields({ spec_version: number })),
  ),
  Now: storageItem<readonly [], number>('Timestamp.Now', '', number),
  BeaconConfig: storageItem<readonly [], { public_key: Uint8Array; period: number; genesis_time: number }>(
    'Drand.BeaconConfig',
    '',
    fields({ public_key: bytes, period: number, genesis_time: number }),
  ),
  LastStoredRound: storageItem<readonly [], bigint>('Drand.LastStoredRound', '', bigint),
  Pulses: storageItem<readonly [round: bigint], unknown>('Drand.Pulses', 'u64', plain),

  // Commitments
  CommitmentOf: storageItem<Neuron, unknown>('Commitments.CommitmentOf', `(u16, ${account})`, plain),
  RevealedCommitments: storageItem<Neuron, unknown>(
    'Commitments.RevealedCommitments',
    `(u16, ${account})`,
    plain,
  ),
  UsedSpaceOf: storageItem<Neuron, { last_epoch: number; used_space: number } | null>(
    'Commitments.UsedSpaceOf',
    `(u16, ${account})`,
    maybe(fields({ last_epoch: number, used_space: number })),
  ),
  MaxSpace: storageItem<readonly [], number>('Commitments.MaxSpace', '', number),

  // The pool of a subnet
  FeeRate: storageItem<Netuid, number>('Swap.FeeRate', 'u16', number),
  SwapBalancer: storageItem<Netuid, { quote: bigint }>('Swap.SwapBalancer', 'u16', fields({ quote: bigint })),
  SubnetTAO: bySubnet('SubnetTAO', bigint),
  SubnetAlphaIn: bySubnet('SubnetAlphaIn', bigint),

  // Of the whole chain
  AdminFreezeWindow: global('AdminFreezeWindow', number),
  CommitRevealWeightsVersion: global('CommitRevealWeightsVersion', number),
  LastRateLimitedBlock: subtensor<readonly [key: unknown], number>(
    'LastRateLimitedBlock',
    'RateLimitKey',
    number,
  ),
  MaxChildkeyTake: global('MaxChildkeyTake', number),
  MaxDelegateTake: global('MaxDelegateTake', number),
  MaxMechanismCount: global('MaxMechanismCount', number),
  MinActivityCutoff: global('MinActivityCutoff', number),
  MinChildkeyTake: global('MinChildkeyTake', number),
  MinDelegateTake: global('MinDelegateTake', number),
  NetworkImmunityPeriod: global('NetworkImmunityPeriod', number),
  NetworkRateLimit: global('NetworkRateLimit', number),
  NetworkRegistrationQueue: global<readonly { readonly coldkey: string; readonly hotkey: string }[]>(
    'NetworkRegistrationQueue',
    list(fields({ coldkey: address, hotkey: address })),
  ),
  NetworkRegistrationStartBlock: global('NetworkRegistrationStartBlock', number),
  OwnerHyperparamRateLimit: global('OwnerHyperparamRateLimit', number),
  StakeThreshold: global('StakeThreshold', bigint),
  StartCallDelay: global('StartCallDelay', number),
  SubnetLimit: global('SubnetLimit', number),
  TaoWeight: global('TaoWeight', bigint),
  TotalNetworks: global('TotalNetworks', number),
  TxDelegateTakeRateLimit: global('TxDelegateTakeRateLimit', number),
  WeightsVersionKeyRateLimit: global('WeightsVersionKeyRateLimit', number),

  // Of a subnet
  ActivityCutoff: bySubnet('ActivityCutoff', number),
  ActivityCutoffFactorMilli: bySubnet('ActivityCutoffFactorMilli', number),
  AdjustmentInterval: bySubnet('AdjustmentInterval', number),
  BlocksSinceLastStep: bySubnet('BlocksSinceLastStep', number),
  Burn: bySubnet('Burn', bigint),
  BurnHalfLife: bySubnet('BurnHalfLife', number),
  CommitRevealWeightsEnabled: bySubnet('CommitRevealWeightsEnabled', flag),
  FirstEmissionBlockNumber: bySubnet('FirstEmissionBlockNumber', maybe(number)),
  LastAdjustmentBlock: bySubnet('LastAdjustmentBlock', number),
  LastEpochBlock: bySubnet('LastEpochBlock', number),
  LastMechansimStepBlock: bySubnet('LastMechansimStepBlock', number),
  MaxAllowedUids: bySubnet('MaxAllowedUids', number),
  MaxAllowedValidators: bySubnet('MaxAllowedValidators', number),
  MaxRegistrationsPerBlock: bySubnet('MaxRegistrationsPerBlock', number),
  MaxWeightsLimit: bySubnet('MaxWeightsLimit', number),
  MechanismCountCurrent: bySubnet('MechanismCountCurrent', number),
  MinAllowedUids: bySubnet('MinAllowedUids', number),
  MinAllowedWeights: bySubnet('MinAllowedWeights', number),
  NetworkRegisteredAt: bySubnet('NetworkRegisteredAt', number),
  NetworkRegistrationAllowed: bySubnet('NetworkRegistrationAllowed', flag),
  NetworksAdded: bySubnet('NetworksAdded', flag),
  PendingEpochAt: bySubnet('PendingEpochAt', number),
  RegistrationsThisInterval: bySubnet('RegistrationsThisInterval', number),
  RevealPeriodEpochs: bySubnet('RevealPeriodEpochs', number),
  ServingRateLimit: bySubnet('ServingRateLimit', number),
  SubnetEpochIndex: bySubnet('SubnetEpochIndex', number),
  SubnetIdentitiesV3: bySubnet('SubnetIdentitiesV3', plain),
  SubnetMechanism: bySubnet('SubnetMechanism', number),
  SubnetOwner: bySubnet('SubnetOwner', address),
  SubnetOwnerHotkey: bySubnet('SubnetOwnerHotkey', address),
  SubnetworkN: bySubnet('SubnetworkN', number),
  SubtokenEnabled: bySubnet('SubtokenEnabled', flag),
  TargetRegistrationsPerInterval: bySubnet('TargetRegistrationsPerInterval', number),
  Tempo: bySubnet('Tempo', number),
  ValidatorPermit: bySubnet('ValidatorPermit', list(flag)),
  ValidatorTrust: bySubnet('ValidatorTrust', list(number)),
  WeightsSetRateLimit: bySubnet('WeightsSetRateLimit', number),
  WeightsVersionKey: bySubnet('WeightsVersionKey', bigint),

  // Of a mechanism
  LastUpdate: subtensor<readonly [index: number], readonly number[]>('LastUpdate', 'u16', list(number)),
  TimelockedWeightCommits: subtensor<readonly [index: number, epoch: number], readonly unknown[]>(
    'TimelockedWeightCommits',
    '(u16, u64)',
    list(plain),
  ),
  WeightCommits: byNeuron('WeightCommits', maybe(list(plain))),
  Weights: byUid('Weights', list(list(number))),

  // Of a neuron or a hotkey
  Axons: byNeuron('Axons', plain),
  BlockAtRegistration: byUid('BlockAtRegistration', number),
  ChildKeys: byHotkeyAndSubnet('ChildKeys', plain),
  Delegates: byAccount('Delegates', number),
  IdentitiesV2: byAccount('IdentitiesV2', plain),
  Keys: byUid('Keys', address),
  LastTxBlockDelegateTake: byAccount('LastTxBlockDelegateTake', number),
  NeuronCertificates: byNeuron('NeuronCertificates', maybe(fields({ algorithm: number, public_key: bytes }))),
  OwnedHotkeys: byAccount('OwnedHotkeys', list(address)),
  Owner: byAccount('Owner', address),
  ParentKeys: byHotkeyAndSubnet('ParentKeys', plain),
  StakingHotkeys: byAccount('StakingHotkeys', list(address)),
  TotalHotkeyAlpha: byHotkeyAndSubnet('TotalHotkeyAlpha', bigint),
  TransactionKeyLastBlock: subtensor<readonly [account: string, netuid: number, key: number], number>(
    'TransactionKeyLastBlock',
    `(${account}, u16, u16)`,
    number,
  ),
  Uids: byNeuron('Uids', maybe(number)),
} as const

/** An item of a subnet by its name in the metadata, for tables that name items themselves. */
export const subnetItem = <T>(item: string, decode: Decode<T>) => bySubnet(item, decode)
/** An item of a mechanism by its name in the metadata; its key is `storageIndex`. */
export const mechanismItem = subnetItem
