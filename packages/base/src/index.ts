export { setLatest } from './bounded-map.js'
export { configError, optionError, toSubnetError } from './errors/config-error.js'
export type { Catalogue as ErrorCatalogue } from './errors/define-errors.js'
export { type CodeOf, type DetailsOf, defineErrors, type ErrorFactory } from './errors/define-errors.js'
export { codedReasonOf, reasonOf } from './errors/reason-of.js'
export {
  type ErrorDescriptor,
  type ErrorDetails,
  type ErrorParts,
  isSubnetError,
  SubnetError,
} from './errors/subnet-error.js'
export { safeText, type TemplateNames, type TemplateValue } from './errors/template.js'
export { type JsonLimits, jsonFlaw } from './json-flaw.js'
export {
  createMerkleTree,
  hashLeaf,
  hashNode,
  type MerkleTree,
  maxLeaves,
  pathLength,
  rootOf,
} from './merkle/merkle-tree.js'
export { closestName } from './options/closest-name.js'
export {
  callback,
  checked,
  flag,
  integer,
  longestTimerMs,
  made,
  mechanism,
  milliseconds,
  netuid,
  number,
  oneOf,
  port,
  positive,
  rao,
  text,
} from './options/fields.js'
export { type Filled, issueError, optionsOf, parseOptions, strictOptions } from './options/parse-options.js'
export { valuePath } from './options/schema-path.js'
export { Secret } from './secret.js'
export {
  createKeyedQueue,
  createSerialQueue,
  type KeyedQueue,
  type QueueOptions,
  type SerialQueue,
} from './serial-queue.js'
export { onAbort, stopWith, untilAborted } from './time/abort.js'
export { type Clock, systemClock, type Timer, type TimerOptions } from './time/clock.js'
export { type DeadlineOptions, limitTime, type TimeLimit, withDeadline } from './time/deadline.js'
export { createStop, type Ending, isStop, type Stop, signalOf } from './time/stop.js'
export { createWakeup, type Wakeup } from './time/wakeup.js'
export { raoPerTao, showUnits } from './units/tao.js'
export { type ByteSize, type Duration, toBytes, toMilliseconds } from './units/units.js'
