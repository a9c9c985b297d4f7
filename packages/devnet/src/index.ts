export type { BlockSummary, DeveloperApi } from './dev/developer.js'
export { type DevnetErrorCode, devnetError } from './dev/error.js'
export type { Impersonated } from './dev/impersonation.js'
export type { Outcome } from './dev/outcome.js'
export { type DevAccount, devAccounts } from './dev-accounts.js'
export { createDevnet, type Devnet, type DevnetOptions, startDevnet } from './devnet.js'
export type { GivenPulse, HeldPulse } from './drand/feed.js'
export type { BeaconOption, LocalBeaconOptions } from './drand/option.js'
export type { PresetName } from './presets/presets.js'
export { presets } from './presets/presets.js'
export { subtensorRules } from './rules/rules.js'
export type {
  BlockContext,
  CallContext,
  CallHandlers,
  GenesisContext,
  PoolContext,
  Rules,
} from './runtime/context.js'
export type { DevnetProvider } from './server/provider.js'
export type { State, StateReader } from './state/state.js'
