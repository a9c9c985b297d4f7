export { type BundledPrograms, bundlePrograms } from './bundle-programs.js'
export { describeOptions, type OptionsEdge } from './describe-options.js'
export { freePort } from './free-port.js'
export { createManualClock, type ManualClock } from './manual-clock.js'
