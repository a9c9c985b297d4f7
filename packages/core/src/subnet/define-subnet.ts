import { optionError } from '@subnetkit/base'
import type { Answer, AnswerTo, Rubric } from '../rubric/rubric.js'
import { ema } from '../scoreboard/ema.js'
import type { Incentive } from '../scoreboard/policy.js'
import { power } from '../scoreboard/power.js'
import { parseVectorPolicy } from '../scoreboard/vector/vector-policy.js'
import type { Families, TaskSource } from '../tasks/task.js'
import type { Hyperparameters } from './hyperparameters.js'
import type { Protocol } from './synapse.js'

/** Options of {@link defineSubnet}. */
export interface SubnetDefinition<
  P extends Protocol = Protocol,
  Source extends TaskSource = TaskSource,
  Scoring extends Rubric<never> = Rubric<never>,
> {
  /** Short name, lower case, for logs, queues and the CLI. */
  readonly name: string
  /** Version of protocol and scoring together; it becomes the weights version key. A positive integer. */
  readonly version: number
  /** The synapses that miners serve: those that the tasks call, and others if there are any. */
  readonly protocol: ProtocolFor<Source, P>
  readonly tasks: Source
  /** Made for these tasks: `rubric(tasks, { … })`. */
  readonly rubric: RubricFor<Source, Scoring>
  /** @default exponential average (alpha 0.1), power (exponent 2), no burn */
  readonly incentive?: Partial<Incentive>
  /** What the owner sets on chain; what is left out stays as the chain has it. */
  readonly hyperparameters?: Hyperparameters
}

/** Synapses that the tasks of a source call. */
type Called<Source> = Source extends TaskSource<infer P, infer F> ? Pick<P, F[keyof F]['synapse']> : never

/** `P` where it has the synapses that the tasks call; otherwise a text that says so in the compiler's error. */
export type ProtocolFor<Source, P> = [P, Called<Source>] extends [
  Called<Source>,
  Pick<P, keyof P & keyof Called<Source>>,
]
  ? P
  : 'the tasks were made for another protocol: give taskSource() and defineSubnet() the same'

/** `Scoring` where it scores the answers to these tasks; otherwise a text that says so in the compiler's error. */
export type RubricFor<Source, Scoring> =
  Scoring extends Rubric<infer A>
    ? [AnswerTo<Source>] extends [A]
      ? Scoring
      : 'this rubric was made for other tasks: give rubric() the tasks of this subnet'
    : never

/** Families of a task source, where the protocol has their synapses. */
export type FamiliesFor<Source, P extends Protocol> =
  Source extends TaskSource<infer _, infer F> ? (F extends Families<P> ? F : never) : never

/** A subnet as one typed value: miner server, validator, client and CLI are made from it. */
export interface Subnet<P extends Protocol = Protocol, F extends Families<P> = Families<P>> {
  readonly name: string
  readonly version: number
  readonly protocol: P
  readonly tasks: TaskSource<P, F>
  readonly rubric: Rubric<Answer<P, F>>
  readonly incentive: Incentive
  readonly hyperparameters: Hyperparameters
}

/**
 * Declares a subnet. Types of handlers, clients and checkers follow from `protocol` and `tasks`.
 * Throws CONFIG_INVALID for a bad name, version, burn, vector policy or an empty protocol.
 */
export function defineSubnet<P extends Protocol, Source extends TaskSource, Scoring extends Rubric<never>>(
  definition: SubnetDefinition<P, Source, Scoring>,
): Subnet<P, FamiliesFor<Source, P>> {
  const { incentive = {} } = definition
  const burn = incentive.burn ?? 0
  check(
    /^[a-z][a-z0-9-]{0,31}$/.test(definition.name),
    'name',
    definition.name,
    '1 to 32 of a-z, 0-9 and -, starting with a letter',
  )
  check(
    Number.isSafeInteger(definition.version) && definition.version > 0,
    'version',
    definition.version,
    'a positive integer',
  )
  check(Object.keys(definition.protocol).length > 0, 'protocol', {}, 'a protocol of at least one synapse')
  const subnet: Omit<Subnet, 'protocol' | 'tasks' | 'rubric'> = {
    ...definition,
    incentive: {
      scoreboard: incentive.scoreboard ?? ema({ alpha: 0.1 }),
      weights: incentive.weights ?? power({ exponent: 2 }),
      burn,
      vector: parseVectorPolicy(incentive.vector, burn),
    },
    hyperparameters: definition.hyperparameters ?? {},
  }
  return subnet as Subnet<P, FamiliesFor<Source, P>>
}

function check(holds: boolean, place: string, given: unknown, expected: string): void {
  if (!holds) throw optionError(`defineSubnet ${place}`, given, expected)
}
