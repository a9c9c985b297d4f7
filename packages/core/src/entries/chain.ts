export { type AxonParameters, axonCall, type ServedAxon, toServedAxon } from '../chain/axon.js'
export { axonObjection, prometheusObjection } from '../chain/axon-rules.js'
export { type ChainClient, connectChain, readHead, watchHeads } from '../chain/client.js'
export type { Outcome, Plan, PlanProblem, PlanStep } from '../chain/commands/plan.js'
export { runPlan } from '../chain/commands/run-plan.js'
export {
  type CommitmentField,
  commitmentLimits,
  commitmentObjection,
  commitmentSpace,
} from '../chain/commitment-fields.js'
export {
  type Commitment,
  type CommitmentSubject,
  commitmentCall,
  planCommitment,
  readCommitment,
  setCommitment,
} from '../chain/commitments.js'
export { type NetworkName, networks } from '../chain/connection/endpoints.js'
export type {
  ConnectionEvent,
  ConnectionStatus,
  RuntimeChange,
  RuntimeHook,
} from '../chain/connection/events.js'
export type { ChainOptions } from '../chain/connection/options.js'
export { encodeCall } from '../chain/encode-call.js'
export {
  broadcastExtrinsic,
  findExtrinsic,
  isFinal,
  signExtrinsic,
  trackExtrinsic,
} from '../chain/extrinsic.js'
export type { HyperparameterChange } from '../chain/hyperparameters/changes.js'
export { type Finding, type LintRule, lintRules } from '../chain/hyperparameters/finding.js'
export { lintHyperparameters } from '../chain/hyperparameters/lint.js'
export { newSubnet } from '../chain/hyperparameters/new-subnet.js'
export type { OwnerRate, OwnerRates } from '../chain/hyperparameters/owner-rates.js'
export {
  type AppliedHyperparameters,
  applyHyperparameters,
  type HyperparametersPlan,
  type HyperparametersRequest,
  planHyperparameters,
} from '../chain/hyperparameters/plan.js'
export { hyperparametersSchema, parseHyperparameters } from '../chain/hyperparameters/schema.js'
export {
  type HyperparameterState,
  readHyperparameters,
} from '../chain/hyperparameters/state.js'
export {
  type HyperparameterName,
  type HyperparameterSpec,
  type HyperparameterValue,
  type HyperparameterValues,
  hyperparameterNames,
  hyperparameters,
  type OwnerHyperparameterName,
  type OwnerHyperparameters,
} from '../chain/hyperparameters/table.js'
export { formatValue as formatHyperparameter } from '../chain/hyperparameters/value.js'
export { planSubnetIdentity, type SubnetIdentity, setSubnetIdentity } from '../chain/identity.js'
export type { BlockRef } from '../chain/internal/block.js'
export type { MetagraphState, MetagraphUpdate, MetagraphWatch } from '../chain/internal/metagraph/follow.js'
export {
  type Axon,
  type Metagraph,
  type MetagraphParameters,
  type MetagraphSource,
  metagraphSources,
  type Neuron,
} from '../chain/metagraph.js'
export {
  diffMetagraph,
  type MetagraphEvent,
  type MetagraphEventKind,
  type SubnetOwner,
} from '../chain/metagraph-diff.js'
export {
  planStart,
  planSubnet,
  registerSubnet,
  type SubnetParameters,
  startSubnet,
} from '../chain/networks.js'
export type { RoundNotice, SubnetMechanism, ValidatorChain } from '../chain/port.js'
export { type ReadMetagraphOptions, readMetagraph } from '../chain/read-metagraph.js'
export {
  planRegistration,
  type RegistrationParameters,
  readBalance,
  registerNeuron,
} from '../chain/registration.js'
export { publishRound, readRoundNotice } from '../chain/round-notice.js'
export {
  checkRuntime,
  type RuntimeChangedNeed,
  type RuntimeFeatureReport,
  type RuntimeReport,
  type RuntimeSource,
} from '../chain/runtime-check/check-runtime.js'
export { describeRuntimeChange } from '../chain/runtime-check/describe-change.js'
export {
  type RuntimeFeature,
  type RuntimeNeed,
  runtimeFeatures,
} from '../chain/runtime-check/runtime-needs.js'
export { planAxon, resetAxon, serveAxon } from '../chain/serving.js'
export { connectSigner, type SignerConnectionOptions } from '../chain/signer/connect-signer.js'
export { hotkeyCalls } from '../chain/signer/hotkey-calls.js'
export type { SignerPolicy } from '../chain/signer/internal/policy.js'
export { createKeypairSigner } from '../chain/signer/keypair-signer.js'
export { type PinnedChain, type PinnedRuntime, pinChain, pinMetadata } from '../chain/signer/pinned-chain.js'
export { type RunSignerOptions, runSigner } from '../chain/signer/run-signer.js'
export {
  type SignerDecision,
  type SignerServer,
  type SignerServerOptions,
  serveSigner,
} from '../chain/signer/serve-signer.js'
export {
  addStake,
  type PriceLimits,
  planAddStake,
  planStake,
  type StakeSubject,
  stakeAtLeast,
} from '../chain/staking.js'
export { assembleExtrinsic, signedBytes, signingPayload } from '../chain/submission/signed-bytes.js'
export { type SignedExtension, subtensorExtensions } from '../chain/submission/signed-extensions.js'
export type {
  CallParameters,
  ChainEvent,
  ChainSigner,
  Inclusion,
  SignedExtrinsic,
  Signer,
  SigningOptions,
  SigningRequest,
  TrackOptions,
} from '../chain/submission/types.js'
export { type SubmitOptions, submit, submitAsRoot } from '../chain/submit.js'
export { planTake, setTake, type TakeParameters } from '../chain/take.js'
export {
  type RevealedCommitment,
  readRevealedCommitments,
  sealCommitment,
} from '../chain/timelocked-commitments.js'
export { type Payment, planTransfer, transfer } from '../chain/transfer.js'
export { createValidatorChain } from '../chain/validator-chain.js'
export { type MetagraphWatchOptions, watchMetagraph } from '../chain/watch-metagraph.js'
export { readWeightRow } from '../chain/weights-row.js'
export { readWeightsState, storageIndex, type WeightsState } from '../chain/weights-state.js'
export type { Preflight, PreflightCheck, PreflightName, PreflightRequest } from '../weights/check-state.js'
export { createWeightsOutbox, type WeightsOutboxOptions } from '../weights/create-weights-outbox.js'
export type { WeightsMode } from '../weights/mode.js'
export type { WeightsOutbox } from '../weights/outbox.js'
export type { OutboxStatus } from '../weights/outbox-entry.js'
export {
  isSettled,
  type OutboxEntry,
  type OutboxFailure,
  type OutboxStage,
  type SealedWeights,
} from '../weights/outbox-entry.js'
export { type OutboxFile, openOutboxFile, readOutboxFile } from '../weights/outbox-file.js'
export type { OutboxStore } from '../weights/outbox-store.js'
export { preflight } from '../weights/preflight.js'
export type { WeightsSubject, WeightsVector } from '../weights/subject.js'
export type { WeightRow } from '../weights/weights-chain.js'
