/** TypeScript type of a value. */
export interface HyperparameterKinds {
  /** A number that fits: blocks, uids, shares in 65535ths. */
  readonly integer: number
  /** u64 in which every bit counts. */
  readonly key: bigint
  /** Rao. */
  readonly amount: bigint
  readonly flag: boolean
  /** A factor with a fraction. */
  readonly ratio: number
  /** Low and high. */
  readonly range: readonly [low: number, high: number]
  /** Shares that sum to 65535, or null for even ones. */
  readonly shares: readonly number[] | null
  /** SS58 address. */
  readonly account: string
  readonly recycling: 'burn' | 'recycle'
}

/** Rate limit on changes by the owner: by a counter of the chain, once per so many blocks. */
export type OwnerPause =
  /** Once in `OwnerHyperparamRateLimit` tempos (two), counted under this name. */
  | { readonly kind: 'tempos'; readonly name: string }
  /** A kind of transaction with its own pause: fixed, or in tempos by a storage value. */
  | { readonly kind: 'transaction'; readonly id: number; readonly blocks: number }
  /** The same, in tempos by this storage value. */
  | { readonly kind: 'transaction'; readonly id: number; readonly tempos: 'WeightsVersionKeyRateLimit' }
  | { readonly kind: 'ownerHotkey'; readonly blocks: number }

/** One hyperparameter of a subnet: how people call it, and how the chain does. */
export interface HyperparameterSpec {
  readonly kind: keyof HyperparameterKinds
  /** Unit of the value, for tables: `blocks`, `rao`, `65535ths`. */
  readonly unit: string
  /** Name in the chain's own list of hyperparameters, snake case. */
  readonly chainName: string
  /** Storage item of SubtensorModule, by netuid. */
  readonly storage: string
  readonly call: { readonly pallet: 'AdminUtils' | 'SubtensorModule'; readonly name: string }
  /** Origin that may set it. Root is the chain's governance: a subnet owner can only read it. */
  readonly who: 'owner' | 'root'
  /** Bounds that no other value moves, inclusive. */
  readonly least?: number | bigint
  readonly most?: number | bigint
  readonly pause: OwnerPause | null
}

const u8 = 255
const u16 = 65_535
const u64 = 18_446_744_073_709_551_615n

const admin = (name: string) => ({ pallet: 'AdminUtils', name: `sudo_set_${name}` }) as const
const limit = (name: string): OwnerPause => ({ kind: 'tempos', name })

/**
 * Every hyperparameter of a subnet that is read or set by a call, in the order in which tables show it. Bounds,
 * owners and pauses are those of the runtime's own calls.
 */
export const hyperparameters = {
  /** Blocks from epoch to epoch, 360 to 50400 for an owner. */
  tempo: {
    kind: 'integer',
    unit: 'blocks',
    chainName: 'tempo',
    storage: 'Tempo',
    call: { pallet: 'SubtensorModule', name: 'set_tempo' },
    who: 'owner',
    least: 360,
    most: 50_400,
    pause: { kind: 'transaction', id: 11, blocks: 360 },
  },
  /** Blocks for which a newcomer cannot be pruned. */
  immunityPeriod: {
    kind: 'integer',
    unit: 'blocks',
    chainName: 'immunity_period',
    storage: 'ImmunityPeriod',
    call: admin('immunity_period'),
    who: 'owner',
    most: u16,
    pause: limit('ImmunityPeriod'),
  },
  /** True if validators hide their weights until they are stale. */
  commitReveal: {
    kind: 'flag',
    unit: '',
    chainName: 'commit_reveal_weights_enabled',
    storage: 'CommitRevealWeightsEnabled',
    call: admin('commit_reveal_weights_enabled'),
    who: 'owner',
    pause: limit('CommitRevealEnabled'),
  },
  /** Epochs from the commit of hidden weights to their reveal, 1 to 100. */
  revealPeriod: {
    kind: 'integer',
    unit: 'epochs',
    chainName: 'commit_reveal_period',
    storage: 'RevealPeriodEpochs',
    call: admin('commit_reveal_weights_interval'),
    who: 'owner',
    least: 1,
    most: 100,
    pause: limit('WeightCommitInterval'),
  },
  /** Fewest uids that a weight vector names. */
  minAllowedWeights: {
    kind: 'integer',
    unit: 'uids',
    chainName: 'min_allowed_weights',
    storage: 'MinAllowedWeights',
    call: admin('min_allowed_weights'),
    who: 'owner',
    most: u16,
    pause: limit('MinAllowedWeights'),
  },
  /** Blocks between two weight vectors of one validator. */
  weightsRateLimit: {
    kind: 'integer',
    unit: 'blocks',
    chainName: 'weights_rate_limit',
    storage: 'WeightsSetRateLimit',
    call: admin('weights_set_rate_limit'),
    who: 'root',
    pause: null,
  },
  /** Least version of the validator's software: weights with a lower version key are refused. */
  weightsVersionKey: {
    kind: 'key',
    unit: '',
    chainName: 'weights_version',
    storage: 'WeightsVersionKey',
    call: admin('weights_version_key'),
    who: 'owner',
    most: u64,
    pause: { kind: 'transaction', id: 4, tempos: 'WeightsVersionKeyRateLimit' },
  },
  /** Uids of the subnet (of each mechanism), 64 to 256 and no fewer than are taken. */
  maxAllowedUids: {
    kind: 'integer',
    unit: 'uids',
    chainName: 'max_allowed_uids',
    storage: 'MaxAllowedUids',
    call: admin('max_allowed_uids'),
    who: 'owner',
    most: 256,
    pause: limit('MaxAllowedUids'),
  },
  /** Validator permits that an epoch deals. */
  maxValidators: {
    kind: 'integer',
    unit: 'uids',
    chainName: 'max_validators',
    storage: 'MaxAllowedValidators',
    call: admin('max_allowed_validators'),
    who: 'root',
    pause: null,
  },
  /** Incentive mechanisms: each has its own weights, bonds and share of the emission. */
  mechanismCount: {
    kind: 'integer',
    unit: '',
    chainName: 'mechanism_count',
    storage: 'MechanismCountCurrent',
    call: admin('mechanism_count'),
    who: 'owner',
    least: 1,
    most: u8,
    pause: { kind: 'transaction', id: 7, blocks: 7200 },
  },
  /** Split of the emission among mechanisms, 65535ths; null splits it evenly. */
  mechanismEmissionSplit: {
    kind: 'shares',
    unit: '65535ths',
    chainName: 'mechanism_emission_split',
    storage: 'MechanismEmissionSplit',
    call: admin('mechanism_emission_split'),
    who: 'owner',
    pause: { kind: 'transaction', id: 8, blocks: 7200 },
  },
  /** Blocks after which a validator that sets no weights is inactive, in thousandths of a tempo, 1000 to 50000. */
  activityCutoffFactor: {
    kind: 'integer',
    unit: 'thousandths of a tempo',
    chainName: 'activity_cutoff_factor',
    storage: 'ActivityCutoffFactorMilli',
    call: { pallet: 'SubtensorModule', name: 'set_activity_cutoff_factor' },
    who: 'owner',
    least: 1000,
    most: 50_000,
    pause: limit('ActivityCutoffFactorMilli'),
  },
  /** The same in blocks, on older runtimes; newer ones keep it without effect. */
  activityCutoff: {
    kind: 'integer',
    unit: 'blocks',
    chainName: 'activity_cutoff',
    storage: 'ActivityCutoff',
    call: admin('activity_cutoff'),
    who: 'owner',
    most: u16,
    pause: limit('ActivityCutoff'),
  },
  /** Blocks between two changes of an axon by one hotkey. */
  servingRateLimit: {
    kind: 'integer',
    unit: 'blocks',
    chainName: 'serving_rate_limit',
    storage: 'ServingRateLimit',
    call: admin('serving_rate_limit'),
    who: 'owner',
    most: u64,
    pause: limit('ServingRateLimit'),
  },
  /** Lowest price of a registration, below 1 TAO. */
  minBurn: {
    kind: 'amount',
    unit: 'rao',
    chainName: 'min_burn',
    storage: 'MinBurn',
    call: admin('min_burn'),
    who: 'owner',
    most: 999_999_999n,
    pause: limit('MinBurn'),
  },
  /** Highest price of a registration, above 0.1 TAO. */
  maxBurn: {
    kind: 'amount',
    unit: 'rao',
    chainName: 'max_burn',
    storage: 'MaxBurn',
    call: admin('max_burn'),
    who: 'owner',
    least: 100_000_001n,
    most: u64,
    pause: limit('MaxBurn'),
  },
  /** Blocks in which the price of a registration halves, 1 to 36100. */
  burnHalfLife: {
    kind: 'integer',
    unit: 'blocks',
    chainName: 'burn_half_life',
    storage: 'BurnHalfLife',
    call: admin('burn_half_life'),
    who: 'owner',
    least: 1,
    most: 36_100,
    pause: limit('BurnHalfLife'),
  },
  /** Factor by which a registration raises the price of the next, 1 to 3. */
  burnIncreaseMult: {
    kind: 'ratio',
    unit: 'times',
    chainName: 'burn_increase_mult',
    storage: 'BurnIncreaseMult',
    call: admin('burn_increase_mult'),
    who: 'owner',
    least: 1,
    most: 3,
    pause: limit('BurnIncreaseMult'),
  },
  /** True if neurons can register; disabling it also ends the emission. */
  registrationAllowed: {
    kind: 'flag',
    unit: '',
    chainName: 'registration_allowed',
    storage: 'NetworkRegistrationAllowed',
    call: admin('network_registration_allowed'),
    who: 'root',
    pause: null,
  },
  /** True if the subnet shares in the chain's emission of TAO; false for a new one. */
  emissionEnabled: {
    kind: 'flag',
    unit: '',
    chainName: 'subnet_emission_enabled',
    storage: 'SubnetEmissionEnabled',
    call: admin('subnet_emission_enabled'),
    who: 'root',
    pause: null,
  },
  /** With this many uids that are not immune, or fewer, immune ones are pruned instead. */
  minNonImmuneUids: {
    kind: 'integer',
    unit: 'uids',
    chainName: 'min_non_immune_uids',
    storage: 'MinNonImmuneUids',
    call: admin('min_non_immune_uids'),
    who: 'root',
    pause: null,
  },
  /** Hotkeys of the owner that are never pruned, 1 to 10. */
  immuneOwnerUids: {
    kind: 'integer',
    unit: 'uids',
    chainName: 'immune_owner_uids_limit',
    storage: 'ImmuneOwnerUidsLimit',
    call: admin('owner_immune_neuron_limit'),
    who: 'owner',
    least: 1,
    most: 10,
    pause: limit('ImmuneNeuronLimit'),
  },
  /** Majority of stake that consensus is found by, 65535ths. */
  kappa: {
    kind: 'integer',
    unit: '65535ths',
    chainName: 'kappa',
    storage: 'Kappa',
    call: admin('kappa'),
    who: 'root',
    pause: null,
  },
  /** Stored by the chain without effect. */
  rho: {
    kind: 'integer',
    unit: '',
    chainName: 'rho',
    storage: 'Rho',
    call: admin('rho'),
    who: 'owner',
    most: u16,
    pause: limit('Rho'),
  },
  /** Share of the old bonds that an epoch keeps, millionths, up to 975000. */
  bondsMovingAverage: {
    kind: 'integer',
    unit: 'millionths',
    chainName: 'bonds_moving_avg',
    storage: 'BondsMovingAverage',
    call: admin('bonds_moving_average'),
    who: 'owner',
    most: 975_000,
    pause: limit('BondsMovingAverage'),
  },
  /** Penalty in bonds for weights above consensus, 65535ths. */
  bondsPenalty: {
    kind: 'integer',
    unit: '65535ths',
    chainName: 'bonds_penalty',
    storage: 'BondsPenalty',
    call: admin('bonds_penalty'),
    who: 'owner',
    most: u16,
    pause: limit('BondsPenalty'),
  },
  /** True if a validator's bonds can be reset by a commitment. */
  bondsReset: {
    kind: 'flag',
    unit: '',
    chainName: 'bonds_reset_enabled',
    storage: 'BondsResetOn',
    call: admin('bonds_reset_enabled'),
    who: 'owner',
    pause: limit('BondsResetEnabled'),
  },
  /** True if consensus is Yuma 3, the default for a new subnet. */
  yuma3: {
    kind: 'flag',
    unit: '',
    chainName: 'yuma3_enabled',
    storage: 'Yuma3On',
    call: admin('yuma3_enabled'),
    who: 'owner',
    pause: limit('Yuma3Enabled'),
  },
  /** True if bonds move faster the further weights are from consensus. */
  liquidAlpha: {
    kind: 'flag',
    unit: '',
    chainName: 'liquid_alpha_enabled',
    storage: 'LiquidAlphaOn',
    call: admin('liquid_alpha_enabled'),
    who: 'owner',
    pause: limit('LiquidAlphaEnabled'),
  },
  /** Range of liquid alpha, low and high, 65535ths; low is 1638 at least. Needs `liquidAlpha`. */
  alphaValues: {
    kind: 'range',
    unit: '65535ths',
    chainName: 'alpha_values',
    storage: 'AlphaValues',
    call: admin('alpha_values'),
    who: 'owner',
    least: 1638,
    most: u16,
    pause: limit('AlphaValues'),
  },
  /** Slope of liquid alpha, 0 to 32767. */
  alphaSigmoidSteepness: {
    kind: 'integer',
    unit: '',
    chainName: 'alpha_sigmoid_steepness',
    storage: 'AlphaSigmoidSteepness',
    call: admin('alpha_sigmoid_steepness'),
    who: 'owner',
    least: 0,
    most: 32_767,
    pause: limit('AlphaSigmoidSteepness'),
  },
  /** True if stake on the subnet can be transferred to other coldkeys. */
  transfers: {
    kind: 'flag',
    unit: '',
    chainName: 'transfers_enabled',
    storage: 'TransferToggle',
    call: admin('toggle_transfer'),
    who: 'owner',
    pause: limit('TransferEnabled'),
  },
  /** Use of incentives that fall on the owner's own hotkeys. */
  recycleOrBurn: {
    kind: 'recycling',
    unit: '',
    chainName: 'recycle_or_burn',
    storage: 'RecycleOrBurn',
    call: admin('recycle_or_burn'),
    who: 'owner',
    pause: limit('RecycleOrBurn'),
  },
  /** True if the owner takes a cut of the emission. */
  ownerCut: {
    kind: 'flag',
    unit: '',
    chainName: 'owner_cut_enabled',
    storage: 'OwnerCutEnabled',
    call: admin('owner_cut_enabled'),
    who: 'owner',
    pause: null,
  },
  /** True if the owner's cut is locked on receipt. */
  ownerCutAutoLock: {
    kind: 'flag',
    unit: '',
    chainName: 'owner_cut_auto_lock_enabled',
    storage: 'OwnerCutAutoLockEnabled',
    call: admin('owner_cut_auto_lock_enabled'),
    who: 'owner',
    pause: null,
  },
  /** Least take of child hotkeys on the subnet, 65535ths, within the chain's own limits. */
  minChildkeyTake: {
    kind: 'integer',
    unit: '65535ths',
    chainName: 'min_childkey_take',
    storage: 'MinChildkeyTakePerSubnet',
    call: admin('min_childkey_take_per_subnet'),
    who: 'owner',
    most: u16,
    pause: limit('MinChildkeyTake'),
  },
  /** The hotkey that takes the owner's cut; one of the owner's own. */
  ownerHotkey: {
    kind: 'account',
    unit: '',
    chainName: 'owner_hotkey',
    storage: 'SubnetOwnerHotkey',
    call: admin('sn_owner_hotkey'),
    who: 'owner',
    pause: { kind: 'ownerHotkey', blocks: 50_400 },
  },
  /** Stored by the chain without effect, since registration by work ended. */
  maxDifficulty: {
    kind: 'key',
    unit: '',
    chainName: 'max_difficulty',
    storage: 'MaxDifficulty',
    call: admin('max_difficulty'),
    who: 'owner',
    most: u64,
    pause: limit('MaxDifficulty'),
  },
  /** Stored by the chain without effect. */
  adjustmentAlpha: {
    kind: 'key',
    unit: '',
    chainName: 'adjustment_alpha',
    storage: 'AdjustmentAlpha',
    call: admin('adjustment_alpha'),
    who: 'owner',
    most: u64,
    pause: limit('AdjustmentAlpha'),
  },
} as const satisfies Record<string, HyperparameterSpec>

export type Table = typeof hyperparameters

/** Name of any hyperparameter that can be read. */
export type HyperparameterName = keyof Table

/** Names of those that a subnet owner can set. */
export type OwnerHyperparameterName = {
  [Name in keyof Table]: Table[Name]['who'] extends 'owner' ? Name : never
}[keyof Table]

/** TypeScript type of a hyperparameter's value. */
export type HyperparameterValue<Name extends HyperparameterName = HyperparameterName> =
  HyperparameterKinds[Table[Name]['kind']]

/** Values by name, as a chain holds them; those that its runtime does not have are left out. */
export type HyperparameterValues = { readonly [Name in keyof Table]?: HyperparameterValue<Name> }

/** Hyperparameters as a subnet owner declares them; those left out keep the chain's values. */
export type OwnerHyperparameters = {
  readonly [Name in keyof Table as Table[Name]['who'] extends 'owner'
    ? Name
    : never]?: HyperparameterValue<Name>
}

/** All names, in the order of the table. */
export const hyperparameterNames = Object.keys(hyperparameters) as readonly HyperparameterName[]

/** Storage and call of a hyperparameter on chain. */
export const specOf = (name: HyperparameterName): HyperparameterSpec => hyperparameters[name]
