import { maxUpscale } from '@subnetkit/yuma'
import { type Chain, uidOf, type WeightVector } from './chain.js'

/** Reason for which weights are refused, by the chain's own names. */
export type WeightsRefusal =
  | 'HotKeyNotRegisteredInSubNet'
  | 'IncorrectWeightVersionKey'
  | 'SettingWeightsTooFast'
  | 'NeuronNoValidatorPermit'
  | 'DuplicateUids'
  | 'UidVecContainInvalidOne'
  | 'WeightVecLengthIsLow'

/**
 * Sets the weights of a validator, or commits them where the subnet hides weights. Returns null, or the chain's reason for a refusal.
 * What a reveal refuses later is dropped silently, as on chain.
 */
export function setWeights(chain: Chain, hotkey: string, vector: WeightVector): WeightsRefusal | null {
  const uid = uidOf(chain, hotkey)
  if (uid === undefined) return 'HotKeyNotRegisteredInSubNet'
  const { rules, block, epoch } = chain
  const neuron = chain.neurons[uid]!
  if (rules.commitReveal) {
    if (isTooEarly(chain, neuron.lastUpdate)) return 'SettingWeightsTooFast'
    chain.commits.push({ hotkey, epoch, block, vector })
    neuron.lastUpdate = block
    return null
  }
  const refusal = applyWeights(chain, hotkey, vector)
  if (refusal === null) neuron.lastUpdate = block
  return refusal
}

/** Reveals the commits whose epoch has come: at the block of an epoch, before it runs. Salted ones wait for their validators. */
export function revealWeights(chain: Chain): void {
  const { revealPeriod, saltedCommits } = chain.rules
  const due = chain.epoch + 1 - revealPeriod
  if (saltedCommits) {
    chain.commits = chain.commits.filter(({ epoch }) => epoch >= due)
    return
  }
  for (const { epoch, hotkey, vector } of chain.commits) {
    if (epoch === due) applyWeights(chain, hotkey, vector)
  }
  chain.commits = chain.commits.filter(({ epoch }) => epoch > due)
}

/** Reveals the salted commit of a validator whose epoch is the present one, as its extrinsic does. */
export function revealSalted(chain: Chain, hotkey: string): void {
  const due = chain.epoch - chain.rules.revealPeriod
  const own = chain.commits.find((commit) => commit.hotkey === hotkey && commit.epoch === due)
  if (own === undefined) return
  // Weights that the chain refuses stay committed, and expire.
  if (applyWeights(chain, hotkey, own.vector) !== null) return
  chain.commits = chain.commits.filter((commit) => commit.hotkey !== hotkey || commit.epoch > due)
}

const isTooEarly = ({ block, rules }: Chain, lastUpdate: number) =>
  lastUpdate !== 0 && block - lastUpdate < rules.weightsRateLimit

function applyWeights(chain: Chain, hotkey: string, { uids, values, versionKey }: WeightVector) {
  const { neurons, rules, owner } = chain
  const uid = uidOf(chain, hotkey)
  if (uid === undefined) return 'HotKeyNotRegisteredInSubNet'
  const neuron = neurons[uid]!
  if (versionKey < chain.versionKey) return 'IncorrectWeightVersionKey'
  if (!rules.commitReveal && isTooEarly(chain, neuron.lastUpdate)) return 'SettingWeightsTooFast'
  const isOnlySelf = uids.length === 1 && uids[0] === uid
  if (!neuron.permit && !isOnlySelf && hotkey !== owner) return 'NeuronNoValidatorPermit'
  if (new Set(uids).size !== uids.length) return 'DuplicateUids'
  if (uids.some((target) => target >= neurons.length)) return 'UidVecContainInvalidOne'
  const fewest = Math.min(neurons.length, rules.minAllowedWeights)
  if (uids.length < fewest && !isOnlySelf) return 'WeightVecLengthIsLow'
  const scaled = maxUpscale(values)
  neuron.weights = uids.map((target, at) => [target, scaled[at] ?? 0])
  return null
}
