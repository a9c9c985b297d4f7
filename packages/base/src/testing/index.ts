export { describeOptions, type OptionsEdge } from './describe-options.js'
export { createManualClock, type ManualClock } from './manual-clock.js'
