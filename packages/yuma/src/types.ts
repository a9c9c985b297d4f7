/** A stored row of weights or bonds: `[uid, u16 value]` in stored order. */
export type SparseRow = readonly (readonly [uid: number, value: number])[]

/** A stored row in one list, as it lies in storage: uid, u16 value, uid, u16 value and so on. */
export type FlatRow = Uint16Array

/** One row per uid. Rows beyond `n` and entries naming a uid beyond `n` are ignored. */
export type SparseRows = readonly SparseRow[]

/** The state of a subnet that all its mechanisms share when an epoch runs. */
export interface SubnetState {
  /** Number of registered uids (SubnetworkN), at most 65535. */
  readonly n: number
  readonly currentBlock: number
  /** Blocks between epochs. */
  readonly tempo: number
  /** Blocks without an update after which a neuron is inactive; see {@link activityCutoff}. */
  readonly activityCutoffBlocks: number
  /** Registration block by uid; a missing entry counts as 0. */
  readonly blockAtRegistration: readonly number[]
  /** TaoWeight: the share of root stake that counts, as a fraction of 2^64 - 1. */
  readonly taoWeight: bigint
  /** Inherited alpha by uid, in rao of alpha; see {@link inheritedStake}. */
  readonly alphaStake: readonly bigint[]
  /** Inherited root stake by uid, in rao. */
  readonly taoStake: readonly bigint[]
  /** Neurons (the owner's excepted) whose stake weight is below this many rao count as having none. */
  readonly stakeThreshold: bigint
  /** The uid of the subnet owner's hotkey, if it is registered. */
  readonly ownerUid: number | null
  /** Validator permits as the previous epoch left them. */
  readonly validatorPermit: readonly boolean[]
  readonly maxAllowedValidators: number
  readonly commitRevealEnabled: boolean
  /** u16 proportion of stake that makes a majority. */
  readonly kappa: number
  /** u16 proportion by which bonds follow clipped (65535) or submitted (0) weights. */
  readonly bondsPenalty: number
  /** Share of the old bonds that an epoch keeps, in millionths. */
  readonly bondsMovingAverage: number
  /** LastMechansimStepBlock: the block of the previous successful epoch, 0 if there was none. */
  readonly lastMechanismStepBlock: number
  /** i16 steepness of the liquid alpha sigmoid, in hundredths. */
  readonly alphaSigmoidSteepness: number
  /** u16 proportion: lower bound of liquid alpha. */
  readonly alphaLow: number
  /** u16 proportion: upper bound of liquid alpha. */
  readonly alphaHigh: number
  /** Yuma3On: false runs Yuma 2. */
  readonly yuma3: boolean
  /** LiquidAlphaOn; has no effect under Yuma 2. */
  readonly liquidAlpha: boolean
}

/** Inputs of one mechanism of a subnet; `Row` is the form of its rows. */
export interface MechanismState<Row = SparseRow> {
  /** Block of the last weights update by uid; a missing entry counts as 0. */
  readonly lastUpdate: readonly number[]
  /** Stored weights by uid, in submission order. */
  readonly weights: readonly Row[]
  /** Stored bonds by uid. */
  readonly bonds: readonly Row[]
  /** Block of each uid's earliest weights commit that has not expired; null without one. */
  readonly commitBlocks: readonly (number | null)[]
}

/** Everything that one mechanism's epoch depends on. */
export interface EpochInput<Row = SparseRow> extends SubnetState, MechanismState<Row> {
  /** Alpha to distribute, in rao. */
  readonly raoEmission: bigint
}

/** Rao of alpha to pay by uid. The sums may fall short of the emission by rounding dust. */
export interface EpochPayout {
  readonly serverEmission: readonly bigint[]
  readonly validatorEmission: readonly bigint[]
}

/** Values stored per subnet, by uid. */
export interface StoredNeurons {
  readonly active: readonly boolean[]
  /** Permits that hold from the next epoch on. */
  readonly validatorPermit: readonly boolean[]
  /** u16 proportions. */
  readonly consensus: readonly number[]
  /** u16 proportions. */
  readonly dividends: readonly number[]
  /** u16 proportions. */
  readonly validatorTrust: readonly number[]
  /** u16 proportions of the stake that passed the threshold. */
  readonly stakeWeight: readonly number[]
  /** Server and validator emission combined, in rao; decides pruning, is not paid. */
  readonly emission: readonly bigint[]
}

/** Values stored per mechanism, by uid. */
export interface StoredMechanism<Row = SparseRow> {
  /** u16 proportions. */
  readonly incentive: readonly number[]
  /** Empty for every uid without a new permit. */
  readonly bonds: readonly Row[]
}

export interface EpochResult<Row = SparseRow> {
  readonly stored: StoredNeurons & StoredMechanism<Row>
  readonly payout: EpochPayout
  /** Present if requested with `{ trace: true }`. */
  readonly intermediate?: EpochTrace
}

/** A sparse row of raw I32F32 bits. */
export type BitsRow = readonly (readonly [uid: number, bits: bigint])[]

/** The stages of an epoch as raw I32F32 bits (real value = bits / 2^32). */
export interface EpochTrace {
  readonly stake: readonly bigint[]
  readonly activeStake: readonly bigint[]
  /** Weights after every mask, rows normalised. */
  readonly weightsNorm: readonly BitsRow[]
  readonly consensus: readonly bigint[]
  readonly clippedWeights: readonly BitsRow[]
  readonly validatorTrust: readonly bigint[]
  /** Before normalisation to incentive. */
  readonly ranks: readonly bigint[]
  readonly incentive: readonly bigint[]
  /** Old bonds after masking: columns normalised (Yuma 2) or scaled to proportions (Yuma 3). */
  readonly bondsPrevNormalizedOrScaled: readonly BitsRow[]
  /** Yuma 2 only. */
  readonly bondsDeltaNorm: readonly BitsRow[] | null
  /** Alpha for every pair of uids, where liquid alpha applied. */
  readonly liquidAlphas: readonly (readonly bigint[])[] | null
  /** Bonds as stored, before the conversion to u16. */
  readonly emaBonds: readonly BitsRow[]
  readonly dividends: readonly bigint[]
  readonly normalizedServerEmission: readonly bigint[]
  readonly normalizedValidatorEmission: readonly bigint[]
  readonly normalizedCombinedEmission: readonly bigint[]
}

export interface MechanismsInput<Row = SparseRow> {
  readonly subnet: SubnetState
  /** One entry per mechanism, in order. */
  readonly mechanisms: readonly MechanismState<Row>[]
  /** Alpha of the whole subnet: pending server, validator and root alpha together, in rao. */
  readonly emission: bigint
  /** MechanismEmissionSplit: u16 shares that sum to 65535; null divides evenly. */
  readonly emissionSplit: readonly number[] | null
  /** Account id of each uid's hotkey as lower-case 0x-hex; null where a uid has no key. */
  readonly hotkeys: readonly (string | null)[]
}

/** Payout of one hotkey, all mechanisms together, in rao of alpha. */
export interface HotkeyPayout {
  readonly hotkey: string
  readonly uid: number
  readonly server: bigint
  readonly validator: bigint
}

export interface MechanismResult<Row = SparseRow> extends StoredMechanism<Row> {
  /** This mechanism's part of the emission, in rao. */
  readonly emission: bigint
  /** Server amounts by uid (the event IncentiveAlphaEmittedToMiners). */
  readonly serverEmission: readonly bigint[]
}

export interface MechanismsResult<Row = SparseRow> {
  /** Written per subnet, aggregated over the mechanisms. */
  readonly stored: StoredNeurons
  /** Written per mechanism, in order. */
  readonly mechanisms: readonly MechanismResult<Row>[]
  /** In the byte order of account ids, which is the chain's order of payment. */
  readonly payouts: readonly HotkeyPayout[]
}
