import { bytes, choice, i64, newtype, option, struct, u8, u16, u32, u64, u128, variant } from '../type.js'
import { account, boundedBytes, set, u64f64 } from './common.js'

export const hyperparameter = choice('pallet_subtensor::utils::rate_limiting::Hyperparameter', [
  'Unknown',
  'ServingRateLimit',
  'MaxDifficulty',
  'AdjustmentAlpha',
  'MaxWeightLimit',
  'ImmunityPeriod',
  'MinAllowedWeights',
  'Kappa',
  'Rho',
  'ActivityCutoff',
  'PowRegistrationAllowed',
  'MinBurn',
  'MaxBurn',
  'BondsMovingAverage',
  'BondsPenalty',
  'CommitRevealEnabled',
  'LiquidAlphaEnabled',
  'AlphaValues',
  'WeightCommitInterval',
  'TransferEnabled',
  'AlphaSigmoidSteepness',
  'Yuma3Enabled',
  'BondsResetEnabled',
  'ImmuneNeuronLimit',
  'RecycleOrBurn',
  'MaxAllowedUids',
  // Newer than the surface of spec 381, after its last index.
  'Tempo',
  'ActivityCutoffFactorMilli',
  'BurnHalfLife',
  'BurnIncreaseMult',
  'OwnerCutEnabled',
  'OwnerCutAutoLockEnabled',
  'MinChildkeyTake',
  'TriggerEpoch',
])

export const rateLimitKey = variant(
  'pallet_subtensor::RateLimitKey',
  {
    SetSNOwnerHotkey: u16,
    OwnerHyperparamUpdate: [u16, hyperparameter],
    NetworkLastRegistered: null,
    LastTxBlock: account,
    LastTxBlockChildKeyTake: account,
    LastTxBlockDelegateTake: account,
    AddStakeBurn: u16,
  },
  { params: [{ name: 'AccountId', type: account }] },
)

export const recycleOrBurn = choice('pallet_subtensor::pallet::RecycleOrBurnEnum', ['Burn', 'Recycle'])

export const axonInfo = struct('pallet_subtensor::pallet::AxonInfo', {
  block: u64,
  version: u32,
  ip: u128,
  port: u16,
  ip_type: u8,
  protocol: u8,
  placeholder1: u8,
  placeholder2: u8,
})

export const neuronCertificate = struct('pallet_subtensor::pallet::NeuronCertificate', {
  public_key: boundedBytes,
  algorithm: u8,
})

export const prometheusInfo = struct('pallet_subtensor::pallet::PrometheusInfo', {
  block: u64,
  version: u32,
  ip: u128,
  port: u16,
  ip_type: u8,
})

export const chainIdentity = struct('pallet_subtensor::pallet::ChainIdentityV2', {
  name: bytes,
  url: bytes,
  github_repo: bytes,
  image: bytes,
  discord: bytes,
  description: bytes,
  additional: bytes,
})

export const subnetIdentity = struct('pallet_subtensor::pallet::SubnetIdentityV3', {
  subnet_name: bytes,
  github_repo: bytes,
  subnet_contact: bytes,
  subnet_url: bytes,
  discord: bytes,
  description: bytes,
  logo_url: bytes,
  additional: bytes,
})

export const rootClaimType = variant('pallet_subtensor::pallet::RootClaimTypeEnum', {
  Swap: null,
  Keep: null,
  KeepSubnets: { subnets: set(u16) },
})

export const percent = newtype('sp_arithmetic::per_things::Percent', u8)

export const subnetLease = struct(
  'pallet_subtensor::subnets::leasing::SubnetLease',
  {
    beneficiary: account,
    coldkey: account,
    hotkey: account,
    emissions_share: percent,
    end_block: option(u32),
    netuid: u16,
    cost: u64,
  },
  [
    { name: 'AccountId', type: account },
    { name: 'BlockNumber', type: u32 },
    { name: 'Balance', type: u64 },
  ],
)

/** A number as mantissa * 10 ** exponent, which holds the shares of a stake pool. */
export const safeFloat = struct('share_pool::SafeFloat', { mantissa: u128, exponent: i64 })

/** A network that waits for its place. As far as it matters: no such queue is ever filled here. */
export const networkRegistration = struct('pallet_subtensor::pallet::NetworkRegistrationInfo', {
  coldkey: account,
  hotkey: account,
  mechid: u16,
  identity: option(subnetIdentity),
  lock_amount: u64,
})

/** Consensus of a subnet's epochs; here always Yuma. */
export const epochConsensus = choice('pallet_subtensor::pallet::EpochConsensus', ['Yuma', 'Null'])

/** Stake that a coldkey has locked for conviction. */
export const lockState = struct('pallet_subtensor::staking::lock::LockState', {
  locked_mass: u64,
  conviction: u64f64,
  last_update: u64,
})
