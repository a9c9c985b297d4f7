export type { AxonParameters, ServedAxon } from './actions/axon.js'
export { readBalance } from './actions/balance.js'
export { type CommitmentField, type CommitmentHash, commitmentSpace } from './actions/commitment-fields.js'
export {
  type Commitment,
  type CommitmentParameters,
  type CommitmentRead,
  type CommitmentSpace,
  type CommitmentState,
  type CommitmentSubject,
  planCommitment,
  readCommitment,
  readCommitmentState,
  readCommitments,
  setCommitment,
} from './actions/commitments.js'
export {
  type Registration,
  readRegistrations,
  readStakes,
  readSubnets,
  type StakeHolding,
  type SubnetSummary,
} from './actions/holdings.js'
export {
  planSubnetIdentity,
  type SubnetIdentity,
  type SubnetIdentityParameters,
  setSubnetIdentity,
} from './actions/identity.js'
export { type Nomination, readNominations } from './actions/nominations.js'
export {
  findPayments,
  type PaymentFate,
  type PlannedPayments,
  paymentCall,
  readNonce,
} from './actions/payments.js'
export { type BlockTransfers, type ChainTransfer, readTransfers } from './actions/read-transfers.js'
export { planRegistration, type RegistrationParameters, registerNeuron } from './actions/register-neuron.js'
export { planSubnet, registerSubnet, type SubnetParameters } from './actions/register-subnet.js'
export {
  type MoveStakeParameters,
  moveStake,
  planMoveStake,
  planRemoveStake,
  type RemoveStakeParameters,
  removeStake,
} from './actions/remove-stake.js'
export { planAxon, resetAxon, serveAxon } from './actions/serve-axon.js'
export {
  type AddStakeParameters,
  addStake,
  type PriceLimits,
  planAddStake,
  planStake,
  type StakeParameters,
  type StakeSubject,
  stakeAtLeast,
} from './actions/stake.js'
export { planStart, startSubnet } from './actions/start-subnet.js'
export { planTake, setTake, type TakeParameters } from './actions/take.js'
export {
  type RevealedCommitment,
  readRevealedCommitments,
  sealCommitment,
} from './actions/timelocked-commitments.js'
export { type Payment, planTransfer, type TransferParameters, transfer } from './actions/transfer.js'
export {
  type CommitmentChange,
  type CommitmentUpdate,
  type UpdatedCommitment,
  updateCommitment,
} from './actions/update-commitment.js'
export { type ChainClient, connectChain, readHead } from './connection/connect-chain.js'
export { type NetworkName, networks } from './connection/endpoints.js'
export type { ConnectionEvent, ConnectionStatus, RuntimeChange, RuntimeHook } from './connection/events.js'
export type { ChainOptions } from './connection/options.js'
export { chainError } from './errors/chain-error.js'
export { broadcastExtrinsic } from './extrinsic/broadcast.js'
export { isFinal, readFinalized } from './extrinsic/canonical.js'
export { findExtrinsic } from './extrinsic/find.js'
export { type Remark, type RemarksRead, readRemarks, remarkCall } from './extrinsic/remarks.js'
export { readNextNonce, signExtrinsic } from './extrinsic/sign.js'
export { submit, submitAsRoot } from './extrinsic/submit.js'
export type { FreshOptions as FreshTrackOptions } from './extrinsic/track.js'
export { trackExtrinsic } from './extrinsic/track.js'
export type {
  CallParameters,
  ChainEvent,
  ChainSigner,
  Hex,
  Inclusion,
  SignedExtrinsic,
  Signer,
  SigningOptions,
  SigningRequest,
  SubmitOptions,
  TrackOptions,
} from './extrinsic/types.js'
export type { HyperparameterChange } from './hyperparameters/changes.js'
export { type Finding, type LintRule, lintRules } from './hyperparameters/finding.js'
export { lintHyperparameters } from './hyperparameters/lint.js'
export { newSubnet } from './hyperparameters/new-subnet-state.js'
export type { OwnerRate, OwnerRates } from './hyperparameters/owner-rates.js'
export {
  type AppliedHyperparameters,
  applyHyperparameters,
  type HyperparametersPlan,
  type HyperparametersRequest,
  planHyperparameters,
} from './hyperparameters/plan.js'
export { hyperparametersSchema, parseHyperparameters } from './hyperparameters/schema.js'
export { type HyperparameterState, readHyperparameters } from './hyperparameters/state.js'
export type {
  HyperparameterKinds,
  OwnerPause,
  Table as HyperparameterTable,
} from './hyperparameters/table.js'
export {
  type HyperparameterName,
  type HyperparameterSpec,
  type HyperparameterValue,
  type HyperparameterValues,
  hyperparameterNames,
  hyperparameters,
  type OwnerHyperparameterName,
  type OwnerHyperparameters,
  specOf,
} from './hyperparameters/table.js'
export type { Value as HyperparameterKindValue } from './hyperparameters/value.js'
export {
  formatValue as formatHyperparameter,
  sameValue as sameHyperparameter,
} from './hyperparameters/value.js'
export type { Subject as MetagraphEventSubject } from './metagraph/diff.js'
export {
  diffMetagraph,
  findHotkeySwaps,
  type HotkeySwap,
  type MetagraphEvent,
  type MetagraphEventKind,
  type NeuronIdentity,
  type SubnetOwner,
} from './metagraph/diff.js'
export type { MetagraphState, MetagraphUpdate, MetagraphWatch } from './metagraph/follow.js'
export {
  type Axon,
  type Metagraph,
  type MetagraphParameters,
  type MetagraphSource,
  metagraphSources,
  type Neuron,
} from './metagraph/metagraph.js'
export { type ReadMetagraphParameters, readMetagraph } from './metagraph/read.js'
export { type MetagraphWatchParameters, watchMetagraph } from './metagraph/watch.js'
export { estimateFee } from './plan/fee.js'
export type { Outcome, Plan, PlanProblem, PlanStep } from './plan/plan.js'
export { type RunOptions, runPlan } from './plan/run-plan.js'
export type { BlockRef } from './read/block.js'
export { type BlockReader, openBlock } from './read/block-reader.js'
export type { Decode } from './read/decode.js'
export type { EpochCount } from './read/epoch-schedule.js'
export { readBlockRef, readPast } from './read/past.js'
export { type RuntimeApiCall, runtimeApi } from './read/runtime-api.js'
export { apis } from './read/runtime-apis.js'
export {
  orAbsent,
  type Reads,
  type StorageItem,
  type StorageRead,
  storageItem,
  type ValuesOf,
} from './read/storage.js'
export type { Account as AccountKey, Netuid as NetuidKey, Neuron as NeuronKey } from './read/storage-items.js'
export { storage } from './read/storage-items.js'
export {
  checkRuntime,
  type RuntimeChangedNeed,
  type RuntimeFeatureReport,
  type RuntimeReport,
  type RuntimeSource,
} from './runtime-check/check-runtime.js'
export { describeRuntimeChange } from './runtime-check/describe-change.js'
export { type RuntimeFeature, type RuntimeNeed, runtimeFeatures } from './runtime-check/runtime-needs.js'
export { connectSigner, type SignerConnectionOptions, type SocketSigner } from './signer/connect-signer.js'
export { hotkeyCalls } from './signer/hotkey-calls.js'
export { createKeypairSigner } from './signer/keypair-signer.js'
export type { MessageDecision, MessagePolicy } from './signer/message-policy.js'
export type { MessageKind } from './signer/message-texts.js'
export { type PinnedChain, type PinnedRuntime, pinChain, pinMetadata } from './signer/pinned-chain.js'
export type { SignerPolicy } from './signer/policy.js'
export { type RunSignerOptions, runSigner } from './signer/run-signer.js'
export {
  type SignerDecision,
  type SignerServer,
  type SignerServerOptions,
  serveSigner,
} from './signer/serve-signer.js'
export { subnetReceivers } from './signer/subnet-receivers.js'
export type {
  Check as PreflightFinding,
  FailedCheck,
  PassedCheck,
  Preflight,
  PreflightCheck,
  PreflightName,
  PreflightRequest,
} from './weights/check-state.js'
export {
  type EpochHistory,
  type EpochHistoryParameters,
  type EpochWeights,
  type EpochWeightsParameters,
  readEpochHistory,
  readEpochWeights,
} from './weights/epoch-weights.js'
export type { WeightsMode } from './weights/mode.js'
export { createWeightsChain } from './weights/outbox/chain-over-client.js'
export type {
  Closed as EntryClosed,
  Included as EntryIncluded,
  Progress as EntryProgress,
  Revealing as EntryRevealing,
  Salted as EntrySalted,
  Timelocked as EntryTimelocked,
} from './weights/outbox/entry.js'
export {
  type CommittedEntry,
  type ConfirmedEntry,
  type EntryAt,
  entryId,
  type FailedEntry,
  failureIn,
  type IncludedEntry,
  type IntendedEntry,
  includedIn,
  isSettled,
  type OpenEntry,
  type OutboxDecision,
  type OutboxEntry,
  type OutboxFailure,
  type OutboxStage,
  type RevealedEntry,
  type RevealingEntry,
  type SaltedSeal,
  type SealedWeights,
  type Sealing,
  type SettledEntry,
  type SignedEntry,
  type Submission,
  type SubmittedEntry,
  type SupersededEntry,
  type TimelockedSeal,
} from './weights/outbox/entry.js'
export { decodeEntry, encodeEntry } from './weights/outbox/entry-json.js'
export { type OutboxFile, openOutboxFile, readOutboxFile } from './weights/outbox/file-store.js'
export {
  createOutbox,
  createWeightsOutbox,
  type OutboxOptions,
  type WeightsOutbox,
  type WeightsOutboxOptions,
} from './weights/outbox/outbox.js'
export type { OutboxStatus, OutboxStatusCode } from './weights/outbox/status.js'
export type { OutboxStore } from './weights/outbox/store.js'
export type { OwnRow, WeightRow, WeightsChain } from './weights/outbox/weights-chain.js'
export { preflight } from './weights/preflight.js'
export { readWeightRow, type WeightRowParameters } from './weights/row.js'
export type { ChainBeacon, SaltedCommitOnChain, TimelockedCommitOnChain } from './weights/state.js'
export { readWeightsState, type WeightsState } from './weights/state.js'
export type { WeightsSubject, WeightsVector } from './weights/weights-subject.js'
