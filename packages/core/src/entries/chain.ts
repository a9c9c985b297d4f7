export { type ChainClient, connectChain, readHead, watchHeads } from '../chain/client.js'
export type { Outcome, Plan, PlanProblem, PlanStep } from '../chain/commands/plan.js'
export { type CommandSigner, runPlan } from '../chain/commands/run-plan.js'
export { type NetworkName, networks } from '../chain/connection/endpoints.js'
export type {
  ConnectionEvent,
  ConnectionStatus,
  RuntimeChange,
  RuntimeHook,
} from '../chain/connection/events.js'
export type { ChainOptions } from '../chain/connection/options.js'
export {
  broadcastExtrinsic,
  type CallParameters,
  type ChainEvent,
  type ChainSigner,
  findExtrinsic,
  type Inclusion,
  isFinal,
  type SignedExtrinsic,
  type Signer,
  type SigningOptions,
  type SigningRequest,
  signExtrinsic,
  type TrackOptions,
  trackExtrinsic,
} from '../chain/extrinsic.js'
export { applyHyperparameters } from '../chain/hyperparameters/apply.js'
export { planSubnetIdentity, type SubnetIdentity, setSubnetIdentity } from '../chain/identity.js'
export type { Metagraph, Neuron } from '../chain/metagraph.js'
export {
  planStart,
  planSubnet,
  registerSubnet,
  type SubnetParameters,
  startSubnet,
} from '../chain/networks.js'
export type { BlockRef, RoundNotice, ValidatorChain, WeightVector } from '../chain/port.js'
export { readMetagraph } from '../chain/read-metagraph.js'
export {
  planRegistration,
  type RegistrationParameters,
  readBalance,
  registerNeuron,
} from '../chain/registration.js'
export { publishRound, readRoundNotice } from '../chain/round-notice.js'
export { serveAxon } from '../chain/serving.js'
export {
  addStake,
  type PriceLimits,
  planAddStake,
  planStake,
  type StakeSubject,
  stakeAtLeast,
} from '../chain/staking.js'
export { type SubmitOptions, submit, submitAsRoot } from '../chain/submit.js'
export { type Payment, planTransfer, transfer } from '../chain/transfer.js'
export { createValidatorChain } from '../chain/validator-chain.js'
export { type MetagraphWatch, type MetagraphWatchOptions, watchMetagraph } from '../chain/watch-metagraph.js'
export { readWeightRow, setWeights, type WeightRow } from '../chain/weights.js'
export { readWeightsState, storageIndex, type WeightsState } from '../chain/weights-state.js'
export type { WeightsMode } from '../weights/mode.js'
export {
  type Preflight,
  type PreflightCheck,
  type PreflightName,
  type PreflightRequest,
  preflight,
} from '../weights/preflight.js'
export type { WeightsSubject, WeightsVector } from '../weights/subject.js'
