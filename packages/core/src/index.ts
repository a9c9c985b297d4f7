export { isSubnetError, SubnetError } from './errors/subnet-error.js'
export { type AnswerTo, criterion, gate, rubric } from './rubric/define-rubric.js'
export { latency } from './rubric/latency.js'
export type { Answer, Rubric } from './rubric/rubric.js'
export { weightedMean } from './rubric/weighted-mean.js'
export { ema } from './scoreboard/ema.js'
export type { WeightPolicy } from './scoreboard/policy.js'
export { defineSubnet, type Subnet } from './subnet/define-subnet.js'
export {
  type Protocol,
  type Synapse,
  type SynapseInput,
  type SynapseOutput,
  type SynapseRequest,
  type SynapseResponse,
  synapse,
} from './subnet/synapse.js'
export { createRandom, type Random } from './tasks/random.js'
export type { Round, Task, TaskSource } from './tasks/task.js'
export { type TaskFamily, type TruthOf, taskSource } from './tasks/task-source.js'
