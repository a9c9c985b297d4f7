export { configError, toSubnetError } from './errors/config-error.js'
export { type CodeOf, type DetailsOf, defineErrors, type ErrorFactory } from './errors/define-errors.js'
export {
  type ErrorDescriptor,
  type ErrorDetails,
  type ErrorParts,
  isSubnetError,
  SubnetError,
} from './errors/subnet-error.js'
export type { TemplateValue } from './errors/template.js'
export { withDeadline } from './time/deadline.js'
export { checkIntegers } from './units/check-integers.js'
export { showUnits } from './units/tao.js'
export { type ByteSize, type Duration, toBytes, toMilliseconds } from './units/units.js'
