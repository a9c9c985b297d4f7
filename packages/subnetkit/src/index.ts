export {
  type CodeOf,
  configError,
  type DetailsOf,
  defineErrors,
  type ErrorDescriptor,
  type ErrorFactory,
  isSubnetError,
  SubnetError,
} from '@subnetkit/base'
export {
  type Answer,
  type AnswerTo,
  auditTasks,
  type Combine,
  type Criterion,
  type CriterionScore,
  commitRound,
  createRandom,
  criterion,
  defineSubnet,
  ema,
  type Factor,
  type Families,
  type FamiliesFor,
  type FamiliesOf,
  factor,
  type Gate,
  gate,
  type Hyperparameters,
  type Incentive,
  latency,
  linear,
  type MinerEndpoint,
  type Protocol,
  type ProtocolFor,
  power,
  type Random,
  type Reply,
  type Round,
  type Rubric,
  type RubricFor,
  type RubricOptions,
  rubric,
  type Scope,
  type Scoped,
  type ScopeOf,
  type Score,
  type ScoreboardPolicy,
  type ScoreOptions,
  type Subnet,
  type SubnetDefinition,
  type Synapse,
  type SynapseInput,
  type SynapseOptions,
  type SynapseOutput,
  type SynapseRequest,
  type SynapseResponse,
  scoreAnswer,
  softmax,
  synapse,
  type Task,
  type TaskFamily,
  type TaskSource,
  type TaskSourceOptions,
  taskSource,
  type VectorPolicy,
  type Versions,
  versions,
  type WeightPolicy,
  weightedMean,
} from '@subnetkit/core'
export type { ValidatorEvent } from '@subnetkit/core/validator'
export type { Admission, Call, Caller, CallerList, Handlers, RateLimitOptions } from '@subnetkit/transport'
export { z } from 'zod'
export type { StartDevnetOptions } from './devnet/options.js'
export { type RunningDevnet, startDevnet } from './devnet/start-devnet.js'
export type { LogLevel, LogOption, LogRecord } from './log/record.js'
export type { AdmissionRules, PublishedAxon, RunMinerOptions } from './miner/options.js'
export { type RunningMiner, runMiner } from './miner/run-miner.js'
export type { Running } from './neuron/lifetime.js'
export type { HotkeyOptions, NeuronOptions, WalletName } from './neuron/options.js'
export type { RunValidatorOptions } from './validator/options.js'
export { type RunningValidator, runValidator } from './validator/run-validator.js'
