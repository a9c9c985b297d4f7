import { configError, parseOptions } from '@subnetkit/base'
import type { Answer, AnswerTo, Rubric } from '../rubric/rubric.js'
import { parseIncentive } from '../scoreboard/parse-incentive.js'
import type { Incentive } from '../scoreboard/policy.js'
import type { Families, TaskSource } from '../tasks/task.js'
import { checkProtocol } from './check-protocol.js'
import { definitionSchema } from './definition-schema.js'
import { type Hyperparameters, parseDeclared } from './hyperparameters.js'
import type { Protocol, Synapse } from './synapse.js'

/** Options of {@link defineSubnet}. */
export interface SubnetDefinition<
  P extends Protocol = Protocol,
  Source extends TaskSource = TaskSource,
  Scoring extends Rubric<never> = Rubric<never>,
> {
  /** Short name, lower case, for logs, queues and the CLI. */
  readonly name: string
  /** Version of protocol and scoring together: the weights version key, a u64 from 1; a bigint beyond 2^53. */
  readonly version: number | bigint
  /** Synapses that miners serve: those that the tasks call, and any others. */
  readonly protocol: ProtocolFor<Source, P>
  readonly tasks: Source
  /** Rubric for these tasks: `rubric(tasks, { … })`. */
  readonly rubric: RubricFor<Source, Scoring>
  /** @default exponential average (alpha 0.1), power (exponent 2), no burn */
  readonly incentive?: Partial<Incentive> | undefined
  /** Hyperparameters that the owner sets on chain; those left out keep the chain's values. */
  readonly hyperparameters?: Hyperparameters | undefined
}

/** Synapses that the tasks of a source call. */
export type Called<Source> =
  Source extends TaskSource<infer P, infer F> ? Pick<P, F[keyof F]['synapse']> : never

/**
 * `P` if it has the synapses that the tasks call; otherwise a text that the compiler's error shows. If the tasks
 * themselves are wrong, theirs is the only error.
 */
export type ProtocolFor<Source, P> = TaskSource extends Source
  ? P
  : [P, Called<Source>] extends [Called<Source>, Pick<P, keyof P & keyof Called<Source>>]
    ? P
    : 'the tasks were made for another protocol: give taskSource() and defineSubnet() the same'

/** `Scoring` if it scores the answers to these tasks; otherwise a text that the compiler's error shows. */
export type RubricFor<Source, Scoring> = TaskSource extends Source
  ? Scoring
  : Scoring extends Rubric<infer A>
    ? [AnswerTo<Source>] extends [A]
      ? Scoring
      : 'this rubric was made for other tasks: give rubric() the tasks of this subnet'
    : never

/** Families of a task source, where the protocol has their synapses. */
export type FamiliesFor<Source, P extends Protocol> =
  Source extends TaskSource<infer _, infer F> ? (F extends Families<P> ? F : never) : never

/** A subnet as one typed value, from which miner server, validator, client and CLI are derived. */
export interface Subnet<P extends Protocol = Protocol, F extends Families<P> = Families<P>> {
  readonly name: string
  readonly version: number | bigint
  readonly protocol: P
  readonly tasks: TaskSource<P, F>
  readonly rubric: Rubric<Answer<P, F>>
  readonly incentive: Incentive
  readonly hyperparameters: Hyperparameters
}

/**
 * Defines a subnet. The types of handlers, clients and checkers are inferred from `protocol` and `tasks`.
 * Throws CONFIG_INVALID, with the field and the value, for an invalid name, version or incentive, a schema whose values
 * JSON cannot carry or whose binary values do not fit in `maxBytes`, a synapse's name with a wrong version, tasks of another protocol, or a rubric that does not score every family.
 * Throws HYPERPARAMETERS_INVALID for hyperparameters that the chain's table does not have, or that are in another unit.
 */
export function defineSubnet<P extends Protocol, Source extends TaskSource, Scoring extends Rubric<never>>(
  definition: SubnetDefinition<P, Source, Scoring>,
): Subnet<P, FamiliesFor<Source, P>> {
  parseOptions(definitionSchema, definition, place)
  const { name, version, incentive, hyperparameters } = definition
  const { protocol, tasks, rubric } = definition as unknown as Subnet<P>
  checkProtocol(protocol, place)
  for (const [family, { synapse }] of Object.entries(tasks.families)) {
    checkFamily(family, tasks.protocol[synapse], protocol[synapse])
    if (rubric.families[family]?.synapse !== synapse) {
      const detail = `it was made for other tasks: no part of it scores the family ${family}`
      throw invalid('rubric', detail, 'Make it with rubric(tasks, { … }) of the same tasks.')
    }
  }
  const subnet: Subnet<P> = {
    name,
    version,
    protocol,
    tasks,
    rubric,
    incentive: parseIncentive(incentive),
    hyperparameters: parseDeclared(hyperparameters),
  }
  return subnet as unknown as Subnet<P, FamiliesFor<Source, P>>
}

const place = 'defineSubnet'

/** A task is drawn with the schema of its source's protocol and sent with the subnet's: both have to be the same. */
function checkFamily(family: string, drawnBy: Synapse | undefined, sentBy: Synapse | undefined): void {
  const fix = 'Give taskSource() and defineSubnet() the same protocol.'
  if (sentBy === undefined) {
    throw invalid('protocol', `it lacks the synapse that the family ${family} calls`, fix)
  }
  if (drawnBy?.input === sentBy.input && drawnBy.output === sentBy.output) return
  throw invalid('protocol', `the tasks of the family ${family} were made with other schemas`, fix)
}

function invalid(what: string, detail: string, fix: string) {
  return configError('CONFIG_INVALID', { place: `${place} ${what}`, detail, fix })
}
