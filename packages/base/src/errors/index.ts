export { closestName } from '../options/closest-name.js'
export { configError, optionError, toSubnetError } from './config-error.js'
export { type CodeOf, type DetailsOf, defineErrors, type ErrorFactory } from './define-errors.js'
export { codedReasonOf, reasonOf } from './reason-of.js'
export {
  type ErrorDescriptor,
  type ErrorDetails,
  type ErrorParts,
  isSubnetError,
  SubnetError,
} from './subnet-error.js'
export type { TemplateValue } from './template.js'
