export { coreError } from './errors.js'
export type { ScoreOptions } from './rubric/apply-rubric.js'
export { type RubricOptions, rubric } from './rubric/define-rubric.js'
export { latency, type Timed } from './rubric/latency.js'
export { criterion, factor, gate, type Scoped, type ScopeOf } from './rubric/parts.js'
export type {
  Answer,
  AnswerTo,
  Combine,
  Criterion,
  CriterionScore,
  Factor,
  Gate,
  Rubric,
  Scope,
  Score,
} from './rubric/rubric.js'
export { type Reply, scoreAnswer } from './rubric/score-answer.js'
export { weightedMean } from './rubric/weighted-mean.js'
export { ema } from './scoreboard/ema.js'
export { linear } from './scoreboard/linear.js'
export type { Incentive, ScoreboardPolicy, WeightPolicy } from './scoreboard/policy.js'
export { power } from './scoreboard/power.js'
export { type MinerIdentity, minerKey, type ScoreEntry } from './scoreboard/scoreboard.js'
export { softmax } from './scoreboard/softmax.js'
export { clipToMaxWeight } from './scoreboard/vector/clip-to-max-weight.js'
export {
  MAX_WEIGHT_VALUE,
  normalizeWeights,
  type WeightsByUid,
} from './scoreboard/vector/normalize-weights.js'
export { emitWeights, sharesOfRow, splitToU16 } from './scoreboard/vector/v10-emit.js'
export {
  normalizeMaxWeight,
  type ProcessedWeights,
  type ProcessWeightsLimits,
  processWeights,
} from './scoreboard/vector/v10-process.js'
export {
  type ChainVectorLimits,
  type UidShare,
  type VectorParameters,
  vectorFromShares,
} from './scoreboard/vector/vector-from-shares.js'
export { parseVectorPolicy, type VectorPolicy } from './scoreboard/vector/vector-policy.js'
export { weightsFrom } from './scoreboard/weights.js'
export {
  defineSubnet,
  type FamiliesFor,
  type ProtocolFor,
  type RubricFor,
  type Subnet,
  type SubnetDefinition,
} from './subnet/define-subnet.js'
export type { Hyperparameters } from './subnet/hyperparameters.js'
export type { MinerClient, MinerEndpoint, QueryOptions, QueryResult } from './subnet/miner-client.js'
export {
  type Protocol,
  type Synapse,
  type SynapseInput,
  type SynapseOptions,
  type SynapseOutput,
  type SynapseRequest,
  type SynapseResponse,
  synapse,
} from './subnet/synapse.js'
export { type AuditOptions, auditTasks, commitRound } from './tasks/audit.js'
export { createRandom, type Random } from './tasks/random.js'
export type { Families, Round, Task, TaskSource } from './tasks/task.js'
export { type FamiliesOf, type TaskFamily, type TaskSourceOptions, taskSource } from './tasks/task-source.js'
