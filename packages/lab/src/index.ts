export {
  type AgentAnswer,
  type AgentCall,
  type AgentOf,
  type AgentOptions,
  type AnyAgent,
  defineAgent,
  type MinerAgent,
  type MinerStanding,
  type Output,
  type Question,
} from './agents/agent.js'
export { cheats } from './agents/catalogue.js'
export { copier, relay, replayer, reseller, sybil } from './agents/copying.js'
export {
  fronter,
  onAndOff,
  overfitter,
  peeker,
  reRegistrant,
  ringMiner,
  slowDrip,
  tierGamer,
  turncoat,
} from './agents/gaming.js'
export { honest, unlucky, weak } from './agents/honest.js'
export { constant, guesser, lazy, silent } from './agents/lazy.js'
export { type AuditGamerOptions, auditGamer, briber, sizeLiar } from './agents/lying.js'
export { type Parameter, withParameters } from './agents/parameters.js'
export { mixture, recipeOf } from './attack/mixture.js'
export { describeRecipe, type Recipe, type RecipePart, type Rule } from './attack/recipe.js'
export {
  type AttackOptions,
  type AttackProgress,
  type AttackResult,
  type FoundAttack,
  searchAttack,
} from './attack/search-attack.js'
export { type AttackVerdict, attackVerdict } from './attack/verdict.js'
export { type ChainSettings, settingNames } from './chain/settings.js'
export {
  type AnyLab,
  defineLab,
  type Lab,
  type LabOptions,
  type SolveContext,
  type ValidatorContext,
  type Weakness,
} from './define-lab.js'
export { type LabErrorCode, labError } from './errors.js'
export { explain } from './explain/explain.js'
export type { AnswerShare, ExplainedGroup, Explanation, GroupFigures } from './explain/explanation.js'
export { firstLead, type Lead, type Story, type StoryLine, storyOf } from './explain/story.js'
export { exploits } from './exploits/catalogue.js'
export type { Exploit, ExploitPlay } from './exploits/exploit.js'
export { type ExploitFigures, type PlayExploitOptions, playExploit } from './exploits/play-exploit.js'
export type { AskedMiner, Effort } from './play/play-round.js'
export type { MinerGroup, Population, ValidatorGroup } from './play/population.js'
export type { Receipt } from './play/receipt.js'
export type { MinerRecord, Simulation, ValidatorRecord } from './play/records.js'
export { createScorers, type ScorerRequest, type ScorerResult, type Scorers } from './play/scorer.js'
export { type SimulateOptions, simulate } from './play/simulate.js'
export { dishonestValidators, type UsualPopulation, usualPopulation } from './play/usual-population.js'
export type { Blame, RoundStep, Watch } from './play/watch.js'
export { type AgentEarnings, earningsOf, type Prices } from './report/earnings.js'
export { type GateFinding, type GateResult, gate } from './report/gate.js'
export { htmlOf, type PageExtras } from './report/html.js'
export { type AgentReport, type LabReport, reportOf, type ValidatorReport } from './report/report.js'
export type { AgentSeries } from './report/series.js'
export type { Interval } from './report/statistics.js'
export type { TurnedReport } from './report/turned.js'
export { type ValidatorEarnings, validatorEarningsOf } from './report/validator-earnings.js'
export {
  bribedValidator,
  eclipsedValidator,
  ringValidator,
  stakeSplitter,
  staleValidator,
  versionLaggard,
} from './validators/cheating.js'
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
