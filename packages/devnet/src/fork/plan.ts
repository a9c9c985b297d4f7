import { pallets } from '../schema/schema.js'

/**
 * The entries of an item that a fork reads:
 * - `value`: the only one;
 * - `networks`: those of all networks, which share the emission;
 * - `subnet`, `mechanisms`: those under the netuid, or under the index of each of its mechanisms;
 * - `hotkeys`, `hotkeysAndRoot`: (hotkey, netuid) of its hotkeys, and (hotkey, root) as well;
 * - `accounts`: those of its hotkeys, of their owners and of all who stake on them;
 * - `stakes`: (hotkey, coldkey, network) of its hotkeys, on the subnet and on root;
 * - `all`: every one;
 * - `extra`: those that extras.ts names.
 */
export type Scope =
  | 'value'
  | 'networks'
  | 'subnet'
  | 'mechanisms'
  | 'hotkeys'
  | 'hotkeysAndRoot'
  | 'accounts'
  | 'stakes'
  | 'all'
  | 'extra'

const words = (text: string): string[] => text.trim().split(/\s+/)

const plan: Readonly<Record<string, Partial<Record<Scope, readonly string[]>>>> = {
  SubtensorModule: {
    value: words(`
      MinActivityCutoff AdminFreezeWindow OwnerHyperparamRateLimit DissolveNetworkScheduleDuration TaoWeight CKBurn
      MaxDelegateTake MinDelegateTake MaxChildkeyTake MinChildkeyTake BlockEmission SubnetLimit TotalIssuance TotalStake
      SubnetMovingAlpha ColdkeySwapAnnouncementDelay ColdkeySwapReannouncementDelay TaoFlowCutoff FlowNormExponent
      FlowEmaSmoothingFactor TotalNetworks NetworkImmunityPeriod StartCallDelay NetworkMinLockCost NetworkLastLockCost
      NetworkLockReductionInterval SubnetOwnerCut NetworkRateLimit NominatorMinRequiredStake WeightsVersionKeyRateLimit
      TxRateLimit TxDelegateTakeRateLimit TxChildkeyTakeRateLimit StakeThreshold NumStakingColdkeys NumRootClaim
      NextSubnetLeaseId CommitRevealWeightsVersion NetworkRegistrationStartBlock MaxMechanismCount
      PendingChildKeyCooldown MaxEpochsPerBlock`),
    networks: words(`
      SubnetMovingPrice RootProp SubnetVolume SubnetTAO SubnetTaoProvided SubnetAlphaInEmission SubnetAlphaOutEmission
      SubnetTaoInEmission SubnetAlphaIn SubnetAlphaInProvided SubnetAlphaOut TokenSymbol SubnetTaoFlow SubnetEmaTaoFlow
      MaxRegistrationsPerBlock TransferToggle SubnetLocked LargestLocked Tempo FirstEmissionBlockNumber SubnetMechanism
      SubnetworkN NetworksAdded NetworkRegistrationAllowed NetworkPowRegistrationAllowed NetworkRegisteredAt
      PendingServerEmission PendingValidatorEmission PendingRootAlphaDivs PendingOwnerCut BlocksSinceLastStep
      LastMechansimStepBlock SubnetOwner SubnetOwnerHotkey RecycleOrBurn ServingRateLimit Rho AlphaSigmoidSteepness Kappa
      RegistrationsThisInterval POWRegistrationsThisInterval BurnRegistrationsThisInterval MinAllowedUids MaxAllowedUids
      ImmunityPeriod ActivityCutoff MaxWeightsLimit WeightsVersionKey MinAllowedWeights MaxAllowedValidators
      AdjustmentInterval BondsMovingAverage BondsPenalty BondsResetOn WeightsSetRateLimit ValidatorPruneLen
      ScalingLawPower TargetRegistrationsPerInterval AdjustmentAlpha CommitRevealWeightsEnabled Burn Difficulty MinBurn
      MaxBurn MinDifficulty MaxDifficulty LastAdjustmentBlock RegistrationsThisBlock EMAPriceHalvingBlocks
      RAORecycledForRegistration LiquidAlphaOn Yuma3On AlphaValues SubtokenEnabled VotingPowerTrackingEnabled
      VotingPowerDisableAtBlock VotingPowerEmaAlpha ImmuneOwnerUidsLimit RevealPeriodEpochs RootClaimableThreshold
      MinNonImmuneUids MechanismCountCurrent MechanismEmissionSplit LastEpochBlock PendingEpochAt SubnetEpochIndex
      SubnetEmissionEnabled SubnetExcessTao SubnetProtocolAlpha MinerBurned BurnHalfLife BurnIncreaseMult
      ActivityCutoffFactorMilli OwnerCutEnabled OwnerCutAutoLockEnabled MinChildkeyTakePerSubnet CollateralLockShare
      SubnetEpochConsensus`),
    subnet: words(`
      LastHotkeySwapOnNetuid PendingChildKeys AlphaDividendsPerSubnet RootAlphaDividendsPerSubnet VotingPower StakeWeight
      Uids Keys LoadedEmission Active Rank Trust Consensus Dividends Emission ValidatorTrust PruningScores ValidatorPermit
      BlockAtRegistration Axons NeuronCertificates Prometheus SubnetIdentitiesV3 RootClaimed AssociatedEvmAddress
      SubnetUidToLeaseId`),
    mechanisms: words(`
      Incentive LastUpdate Weights Bonds WeightCommits TimelockedWeightCommits CRV3WeightCommits CRV3WeightCommitsV2`),
    hotkeys: words(`
      ChildkeyTake ChildKeys ParentKeys LastHotkeyEmissionOnNetuid TotalHotkeyAlphaLastEpoch IsNetworkMember
      AutoStakeDestinationColdkeys`),
    hotkeysAndRoot: words('TotalHotkeyAlpha TotalHotkeyShares TotalHotkeySharesV2'),
    accounts: words(`
      Owner Delegates StakingHotkeys OwnedHotkeys IdentitiesV2 ColdkeySwapAnnouncements ColdkeySwapDisputes LastTxBlock
      LastTxBlockChildKeyTake LastTxBlockDelegateTake RootClaimable RootClaimType AutoStakeDestination`),
    stakes: words('Alpha AlphaV2'),
    all: words('StakingColdkeysByIndex StakingColdkeys'),
    extra: words(
      'TransactionKeyLastBlock LastRateLimitedBlock SubnetLeases SubnetLeaseShares AccumulatedLeaseDividends',
    ),
  },
  Swap: {
    networks: words(`
      FeeRate FeeGlobalTao FeeGlobalAlpha SwapV3Initialized AlphaSqrtPrice CurrentTick CurrentLiquidity
      EnabledUserLiquidity ScrapReservoirTao ScrapReservoirAlpha SwapBalancer PalSwapInitialized`),
  },
  Commitments: {
    value: words('TimelockedIndex MaxSpace'),
    subnet: words('CommitmentOf LastCommitment LastBondsReset RevealedCommitments UsedSpaceOf'),
  },
  System: { accounts: words('Account') },
  Balances: { value: words('TotalIssuance InactiveIssuance') },
  Timestamp: { value: words('Now') },
  Drand: { value: words('BeaconConfig LastStoredRound OldestStoredRound'), extra: words('Pulses') },
}

/** Items that decide about no payment: one of another layout is left out, where others end the fork. */
const dispensable = new Set(
  words(`
    Axons NeuronCertificates Prometheus SubnetIdentitiesV3 IdentitiesV2 AssociatedEvmAddress TokenSymbol TimelockedIndex
    CommitmentOf LastCommitment LastBondsReset RevealedCommitments UsedSpaceOf FeeGlobalTao FeeGlobalAlpha CurrentTick
    CurrentLiquidity ScrapReservoirTao ScrapReservoirAlpha VotingPower LoadedEmission
    LastRateLimitedBlock`),
)

/** One item of the plan. */
export interface PlannedItem {
  readonly pallet: string
  readonly item: string
  readonly scope: Scope
  /** `Pallet.Item` */
  readonly name: string
  readonly isDispensable: boolean
}

/** All items that a fork reads. */
export const plannedItems: readonly PlannedItem[] = Object.entries(plan).flatMap(([pallet, scopes]) =>
  Object.entries(scopes).flatMap(([scope, items]) =>
    items.map((item) => ({
      pallet,
      item,
      scope: scope as Scope,
      name: `${pallet}.${item}`,
      isDispensable: dispensable.has(item),
    })),
  ),
)

/** Items of the devnet that a fork does not read, each `Pallet.Item`. */
export const unplannedItems = (): string[] => {
  const planned = new Set(plannedItems.map(({ name }) => name))
  return pallets
    .flatMap(({ name, storage }) => Object.keys(storage).map((item) => `${name}.${item}`))
    .filter((name) => !planned.has(name))
}
