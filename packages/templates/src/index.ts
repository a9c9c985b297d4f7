export {
  type Answers,
  type Domain,
  domains,
  domainTexts,
  type Flavour,
  type PackageManager,
  packageManagers,
} from './answers.js'
export { type Draft, draftsIn, isDraft, sha256 } from './drafts.js'
export { type PlannedFile, planFiles } from './plan-files.js'
export { type StampOptions, stamp } from './stamp.js'
export { runStamp, stampSubnet } from './stamp-action.js'
