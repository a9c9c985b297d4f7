import { callback, checked, flag, oneOf, optionsOf, parseOptions, text } from '@subnetkit/base'
import type { WeightsByUid } from '@subnetkit/core/engine'
import type { SparseRow } from '@subnetkit/yuma'

/** A neuron as everybody sees it on chain. */
export interface PublicNeuron {
  readonly uid: number
  readonly hotkey: string
  readonly coldkey: string
  /** In rao of alpha. */
  readonly stake: bigint
  readonly permit: boolean
  /** u16 share of the last epoch. */
  readonly incentive: number
  /** Weights that are revealed, by uid and u16. */
  readonly weights: SparseRow
}

/** Position of a validator when it sets its weights. */
export interface ValidatorView {
  readonly hotkey: string
  readonly epoch: number
  /** Weights of its own scores by the subnet's rules; empty for one that does not score. */
  readonly own: WeightsByUid
  readonly neurons: readonly PublicNeuron[]
  /** Version key that the subnet asks for. */
  readonly versionKey: bigint
  /** Kept from epoch to epoch. */
  readonly memory: Map<string, unknown>
}

/** Weights that a validator submits. */
export interface Submission extends WeightsByUid {
  /** @default the version key that the subnet asks for */
  readonly versionKey?: bigint | undefined
}

/** A kind of validator. */
export interface ValidatorAgent {
  readonly name: string
  readonly intent: 'honest' | 'cheat'
  /** One sentence without a full stop. */
  readonly about: string
  /** True if it plays rounds of its own. */
  readonly scores: boolean
  /** Miners that it reaches. @default all */
  sees?(hotkey: string, validator: string): boolean
  /** Chooses its weights after its round; null sets none in this epoch. */
  weights(view: ValidatorView): Submission | null
}

/** Options of {@link defineValidator}. */
export interface ValidatorAgentOptions extends Pick<ValidatorAgent, 'name' | 'weights' | 'sees'> {
  /** @default 'cheat' */
  readonly intent?: ValidatorAgent['intent'] | undefined
  /** @default the name */
  readonly about?: string | undefined
  /** @default true */
  readonly scores?: boolean | undefined
}

const schema = optionsOf({
  name: checked<string>(
    (value) => typeof value === 'string' && /^[a-z][a-z0-9-]{0,47}$/.test(value),
    'a name: 1 to 48 of a-z, 0-9 and -, starting with a letter',
  ),
  intent: oneOf('honest', 'cheat').default('cheat'),
  about: text('a sentence').optional(),
  scores: flag().default(true),
  weights: callback<ValidatorAgent['weights']>(),
  sees: callback<NonNullable<ValidatorAgent['sees']>>().optional(),
})

/** Defines a kind of validator. Throws CONFIG_INVALID for a bad name and unknown options. */
export function defineValidator(options: ValidatorAgentOptions): ValidatorAgent {
  const { about, ...agent } = parseOptions(schema, options, 'defineValidator')
  return { ...agent, about: about ?? agent.name } as ValidatorAgent
}
