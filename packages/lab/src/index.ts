export {
  type AgentAnswer,
  type AgentCall,
  type AgentOf,
  type AgentOptions,
  defineAgent,
  type MinerAgent,
  type MinerStanding,
  type Output,
  type Question,
} from './agents/agent.js'
export { honest, unlucky, weak } from './agents/honest.js'
export { constant, guesser, lazy, silent } from './agents/lazy.js'
export type { ChainSettings } from './chain/settings.js'
export { defineLab, type Lab, type LabOptions, type SolveContext, type Weakness } from './define-lab.js'
export { type LabErrorCode, labError } from './errors.js'
export type { MinerGroup, Population, ValidatorGroup } from './play/population.js'
export type { MinerRecord, Simulation, ValidatorRecord } from './play/records.js'
export { type SimulateOptions, simulate } from './play/simulate.js'
export { weightCopier } from './validators/copier.js'
export { honestValidator } from './validators/honest-validator.js'
export {
  defineValidator,
  type PublicNeuron,
  type Submission,
  type ValidatorAgent,
  type ValidatorAgentOptions,
  type ValidatorView,
} from './validators/validator-agent.js'
