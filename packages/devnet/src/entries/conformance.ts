export {
  type CodeNames,
  type ConformanceReport,
  compareWith,
  type Item,
  idleStatements,
  type PalletReport,
  type Status,
} from '../conformance/conformance.js'
export { forkLimits } from '../conformance/fork-limits.js'
export { depending, type FailingTest, failing, type SuiteTests } from '../conformance/official-suites.js'
export { namesOf, SECTIONS, type Section, type Surface, type SurfacePallet } from '../conformance/surface.js'
export {
  type DifferingType,
  differingTypes,
  type RepeatedType,
  repeatedTypes,
} from '../conformance/type-ids.js'
export {
  followedRules,
  inferredRules,
  laterRules,
  type RuleChange,
  unfollowedRules,
  unknownRules,
} from '../conformance/versions.js'
