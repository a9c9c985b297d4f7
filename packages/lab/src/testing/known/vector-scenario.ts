import { readFileSync } from 'node:fs'
import type { SparseRow } from '@subnetkit/yuma'
import { type Chain, openChain } from '../../chain/chain.js'
import { newNeuron } from '../../chain/neuron.js'
import { runEpoch } from '../../chain/run-epoch.js'
import { setWeights } from '../../chain/set-weights.js'
import { type ChainSettings, parseRules } from '../../chain/settings.js'

/** Step of a sequence of the Yuma vectors: as much of it as the scenarios need. */
interface VectorStep {
  readonly input: {
    readonly n: number
    readonly current_block: number
    readonly tempo: number
    readonly alpha_stake: readonly string[]
    readonly last_update: readonly number[]
    readonly max_allowed_validators: number
    readonly kappa: number
    readonly bonds_penalty: number
    readonly bonds_moving_average: number
    readonly alpha_low: number
    readonly alpha_high: number
    readonly alpha_sigmoid_steepness: number
    readonly yuma3: boolean
    readonly liquid_alpha: boolean
    readonly weights: readonly SparseRow[]
  }
  readonly reference: { readonly stored: StoredEpoch }
}

/** Figures of an epoch, as the chain stores them. */
export interface StoredEpoch {
  readonly bonds: readonly SparseRow[]
  readonly consensus: readonly number[]
  readonly dividends: readonly number[]
  readonly incentive: readonly number[]
  readonly validator_permit: readonly boolean[]
  readonly validator_trust: readonly number[]
}

/** Sequence of the chain's own tests. */
export interface Scenario {
  readonly id: string
  readonly steps: readonly VectorStep[]
}

const fixtures = new URL('../../../../yuma/fixtures/', import.meta.url)

/** Sequence of the fixtures of the package yuma, by file and id. */
export function readScenario(file: string, id: string): Scenario {
  const { sequences } = JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as {
    readonly sequences: readonly Scenario[]
  }
  const found = sequences.find((one) => one.id === id)
  if (found === undefined) throw new Error(`${file} has no sequence ${id}`)
  return found
}

/** Opens the lab's chain in the state of a scenario, with its stakes, before its first weights. */
export function chainOf({ steps }: Scenario, changes: ChainSettings = {}): Chain {
  const { input } = steps.at(-1)!
  const rules = parseRules({
    ...{ tempo: input.tempo, maxValidators: input.max_allowed_validators, kappa: input.kappa },
    ...{ bondsPenalty: input.bonds_penalty, bondsMovingAverage: input.bonds_moving_average },
    ...{ alphaLow: input.alpha_low, alphaHigh: input.alpha_high, yuma3: input.yuma3 },
    ...{ alphaSigmoidSteepness: input.alpha_sigmoid_steepness, liquidAlpha: input.liquid_alpha },
    // Stakes stay as they are, and nobody waits.
    ...{ alphaPerBlock: 0n, commitReveal: false, weightsRateLimit: 0 },
    ...changes,
  })
  const [first] = steps
  const block = first!.input.current_block - first!.input.tempo
  const chain = openChain(rules, { owner: 'owner', versionKey: 0n, block })
  for (const [uid, stake] of input.alpha_stake.entries()) {
    // Weights of the block of a registration do not count; the chain's test sets its first ones a block later than an extrinsic can.
    chain.neurons[uid] = newNeuron(hotkeyOf(uid), `of ${uid}`, block)
    chain.stakes.set(hotkeyOf(uid), BigInt(stake))
  }
  return chain
}

/** Plays the weights of a scenario on the lab's chain: each step sets those that its validators have set, and runs an epoch. */
export function playScenario(scenario: Scenario, changes: ChainSettings = {}): readonly StoredEpoch[] {
  const chain = chainOf(scenario, changes)
  return scenario.steps.map(({ input }, at) => {
    const before = scenario.steps[at - 1]?.input
    for (const [uid, row] of input.weights.entries()) {
      const isLater = input.last_update[uid] !== before?.last_update[uid]
      if (row.length === 0 || !(isLater || differs(row, before?.weights[uid]))) continue
      const vector = { uids: row.map(([target]) => target), values: row.map(([, value]) => value) }
      const refusal = setWeights(chain, hotkeyOf(uid), { ...vector, versionKey: 0n })
      if (refusal !== null) throw new Error(`uid ${uid}: ${refusal}`)
    }
    runEpoch(chain)
    return storedOf(chain)
  })
}

/** Figures of the last epoch. */
export const storedOf = ({ neurons }: Pick<Chain, 'neurons'>): StoredEpoch => ({
  bonds: neurons.map(({ bonds }) => bonds),
  consensus: neurons.map(({ consensus }) => consensus),
  dividends: neurons.map(({ dividends }) => dividends),
  incentive: neurons.map(({ incentive }) => incentive),
  validator_permit: neurons.map(({ permit }) => permit),
  validator_trust: neurons.map(({ validatorTrust }) => validatorTrust),
})

/** Hotkey at a uid of a scenario. */
export const hotkeyOf = (uid: number): string => `hotkey ${uid}`

const differs = (one: SparseRow, other: SparseRow = []): boolean => String(one) !== String(other)
