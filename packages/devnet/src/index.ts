export { createDevnet, type Devnet, type DevnetOptions, startDevnet } from './devnet.js'
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
