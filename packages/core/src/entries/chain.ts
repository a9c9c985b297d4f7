export { type ChainClient, type ChainOptions, connectChain, readHead, watchHeads } from '../chain/client.js'
export type { Metagraph, Neuron } from '../chain/metagraph.js'
export { applyHyperparameters, quoteSubnet, registerSubnet, startSubnet } from '../chain/networks.js'
export type { BlockRef, RoundNotice, ValidatorChain, WeightVector } from '../chain/port.js'
export { readMetagraph } from '../chain/read-metagraph.js'
export {
  quoteRegistration,
  type RegistrationQuote,
  readBalance,
  registerNeuron,
} from '../chain/registration.js'
export { publishRound, readRoundNotice } from '../chain/round-notice.js'
export { serveAxon } from '../chain/serving.js'
export { addStake } from '../chain/staking.js'
export {
  type CallParameters,
  type ChainEvent,
  type Inclusion,
  submit,
  submitAsRoot,
} from '../chain/submit.js'
export { type Payment, transfer } from '../chain/transfer.js'
export { createValidatorChain } from '../chain/validator-chain.js'
export { type MetagraphWatch, type MetagraphWatchOptions, watchMetagraph } from '../chain/watch-metagraph.js'
export { readWeightRow, setWeights, type WeightRow } from '../chain/weights.js'
export { readWeightsState, storageIndex, type WeightsState } from '../chain/weights-state.js'
export type { WeightsMode } from '../weights/mode.js'
export {
  type Preflight,
  type PreflightCheck,
  type PreflightName,
  type PreflightRequest,
  preflight,
} from '../weights/preflight.js'
export type { WeightsSubject, WeightsVector } from '../weights/subject.js'
