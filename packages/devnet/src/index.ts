export type { BlockTime } from './chain/mining.js'
export type { Packed } from './codec/packed.js'
export type { BlockSummary, DeveloperApi } from './dev/developer.js'
export { type DevnetErrorCode, devnetError } from './dev/error.js'
export type { ArgsOf, CallOf, Impersonated } from './dev/impersonation.js'
export type { Outcome } from './dev/outcome.js'
export type { ItemOf, KeysOfItem, ValueOfItem } from './dev/storage.js'
export { type DevAccount, devAccounts } from './dev-accounts.js'
export { createDevnet, type Devnet, type DevnetOptions, startDevnet } from './devnet.js'
export type { GivenPulse, HeldPulse } from './drand/feed.js'
export type { LocalBeacon } from './drand/local-beacon.js'
export type { BeaconOption, LocalBeaconOptions } from './drand/option.js'
export { forkCacheFolder } from './fork/cache-folder.js'
export type { ForkProgress } from './fork/forked.js'
export type { ForkOptions } from './fork/options.js'
export { type ProgressSink, reportFork } from './fork/report.js'
export type { ForkSummary } from './fork/summary.js'
export type { GenesisStorage, Preset, Storage as GenesisItems } from './presets/preset.js'
export type { PresetName } from './presets/presets.js'
export { presets } from './presets/presets.js'
export { subtensorRules } from './rules/rules.js'
export type {
  BlockContext,
  CallContext,
  CallHandler,
  CallHandlers,
  GenesisContext,
  Origin,
  PoolContext,
  RuleSwitches,
  Rules,
  Settlement,
  Spent,
  StakeFees,
  StakePaid,
  SubnetSettings,
  SubtensorStorage,
} from './runtime/context.js'
export type { AnyKeyPart, Dated, EventData, HasherName, KeyPart, StorageItem } from './schema/pallet.js'
export type {
  CallArgs,
  CallName,
  ErrorName,
  EventDataOf,
  EventName,
  PalletName,
  Schema as DevnetSchema,
} from './schema/schema.js'
export type {
  AnyType as AnyScaleType,
  FieldShape,
  Of as OfType,
  OfFields,
  Primitive as ScalePrimitive,
  Shape as ScaleShape,
  Type as ScaleType,
  TypeParam as ScaleTypeParameter,
  VariantShape,
} from './schema/type.js'
export type { DispatchError } from './schema/types/dispatch.js'
export type { RuntimeCall, RuntimeEvent } from './schema/types/outer.js'
export type { Callback as ProviderCallback, DevnetProvider, ProviderEvent } from './server/provider.js'
export type {
  Accesses as StateAccesses,
  AccessOf,
  ItemAccess,
  ItemReader,
  KeyPrefix,
  ReaderOf,
  Readers as StateReaders,
  State,
  StateReader,
  StorageEntry,
} from './state/state.js'
export type { Weight } from './weights/weight.js'
