import { configError, parseOptions } from '@subnetkit/base'
import type { Answer, Rubric } from '../rubric/rubric.js'
import { parseIncentive } from '../scoreboard/parse-incentive.js'
import type { Incentive } from '../scoreboard/policy.js'
import type { Families, TaskSource } from '../tasks/task.js'
import { checkProtocol } from './check-protocol.js'
import { definitionSchema, mechanismSchema } from './definition-schema.js'
import type { FamiliesFor, ProtocolFor, RubricFor } from './definition-types.js'
import { checkExhibits, type Exhibits } from './exhibits/define-exhibits.js'
import { type Hyperparameters, parseDeclared } from './hyperparameters.js'
import type {
  MechanismDefinition,
  MechanismDefinitions,
  Mechanisms,
  MechanismsFor,
  MechanismsOf,
} from './mechanisms.js'
import { type NextDefinition, type NextScoring, parseNext, parseNextVersion } from './next-version.js'
import type { Protocol, Synapse } from './synapse.js'
import { checkViews, type Views } from './views/views.js'

/** Options of {@link defineSubnet}. */
export interface SubnetDefinition<
  P extends Protocol = Protocol,
  Source extends TaskSource = TaskSource,
  Scoring extends Rubric<never> = Rubric<never>,
  M extends MechanismDefinitions = MechanismDefinitions,
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
  /**
   * Further incentive mechanisms, numbered from 1 without gaps; the fields above are mechanism 0. All share the
   * protocol, and each has its own rounds, scores and weights.
   * @default none
   */
  readonly mechanisms?: (M & MechanismsFor<M, P>) | undefined
  /** Hyperparameters that the owner sets on chain; those left out keep the chain's values. */
  readonly hyperparameters?: Hyperparameters | undefined
  /**
   * Scoring of the next version: it scores answers in the shadow of the active one, without effect, until the owner activates it
   * by `subnet activate` at a block.
   * @default none
   */
  readonly next?: NextDefinition<NoInfer<Source>> | undefined
  /**
   * Synapses as a gateway offers them to clients that know other services: `{ chat: chatView(protocol, { … }) }`.
   * @default none
   */
  readonly views?: Views | undefined
  /**
   * Exhibits: parts of questions and answers that people look at, which the dashboard of a validator shows: `defineExhibits(protocol, { … })`.
   * @default questions and answers as JSON
   */
  readonly exhibits?: Exhibits | undefined
}

/** A subnet as one typed value, from which miner server, validator, client and CLI are derived. */
export interface Subnet<
  P extends Protocol = Protocol,
  F extends Families<P> = Families<P>,
  M extends Mechanisms = Mechanisms,
> {
  readonly name: string
  readonly version: number | bigint
  readonly protocol: P
  readonly tasks: TaskSource<P, F>
  readonly rubric: Rubric<Answer<P, F>>
  readonly incentive: Incentive
  /** Mechanisms from 1 on; tasks, rubric and incentive are those of mechanism 0. */
  readonly mechanisms: M
  readonly hyperparameters: Hyperparameters
  /** Scoring of the next version for mechanism 0; absent without one. */
  readonly next?: NextScoring<Answer<P, F>> | undefined
  /** Synapses as a gateway offers them; absent without any. */
  readonly views?: Views | undefined
  /** Exhibits of questions and answers; absent without any. */
  readonly exhibits?: Exhibits | undefined
}

/**
 * Defines a subnet. The types of handlers, clients and checkers are inferred from `protocol` and `tasks`.
 * Throws CONFIG_INVALID, with the field and the value, for an invalid name, version or incentive, a schema whose values
 * JSON cannot carry or whose binary values do not fit in `maxBytes`, a synapse's name with a wrong version, tasks of another protocol, or a rubric that does not score every family.
 * Throws HYPERPARAMETERS_INVALID for hyperparameters that the chain's table does not have, or that are in another unit.
 */
export function defineSubnet<
  P extends Protocol,
  Source extends TaskSource,
  Scoring extends Rubric<never>,
  const M extends MechanismDefinitions = Readonly<Record<never, never>>,
>(
  definition: SubnetDefinition<P, Source, Scoring, M>,
): Subnet<P, FamiliesFor<Source, P>, MechanismsOf<M, P>> {
  parseOptions(definitionSchema, definition, place)
  const { name, version, protocol } = definition as unknown as Subnet
  checkProtocol(protocol, place)
  const { views, exhibits } = definition
  if (views !== undefined) checkViews(views, protocol, place)
  if (exhibits !== undefined) checkExhibits(exhibits, protocol, place)
  const next = definition.next as NextDefinition | undefined
  const nextVersion = parseNextVersion(next, version)
  const mechanisms = parseMechanisms(
    definition.mechanisms as MechanismDefinitions | undefined,
    protocol,
    nextVersion,
  )
  const hyperparameters = parseDeclared(definition.hyperparameters)
  const { mechanismCount } = hyperparameters
  const count = 1 + Object.keys(mechanisms).length
  if (mechanismCount !== undefined && mechanismCount < count) {
    const detail = `mechanismCount is ${mechanismCount}, but the definition has ${count} mechanisms`
    throw invalid('hyperparameters', detail, `Set mechanismCount to ${count}, or remove mechanisms.`)
  }
  return {
    ...{ name, version, protocol },
    ...parseMechanism(definition as unknown as MechanismDefinition, protocol, '', nextVersion),
    ...{ mechanisms, hyperparameters },
    ...(views !== undefined && { views }),
    ...(exhibits !== undefined && { exhibits }),
  } as unknown as Subnet<P, FamiliesFor<Source, P>, MechanismsOf<M, P>>
}

const place = 'defineSubnet'

function parseMechanisms(
  given: MechanismDefinitions = {},
  protocol: Protocol,
  nextVersion: number | bigint | null,
): Mechanisms {
  const numbers = Object.keys(given)
  const odd = numbers.find((number, at) => number !== `${at + 1}`)
  if (odd !== undefined) {
    const fix = 'Number them from 1 without gaps; mechanism 0 is the top level of the definition.'
    throw invalid('mechanisms', `'${odd}' does not come next after ${numbers.indexOf(odd)}`, fix)
  }
  const parsed = Object.entries(given).map(([number, one]) => {
    const where = `mechanisms.${number}`
    parseOptions(mechanismSchema, one, `${place} ${where}`)
    return [number, parseMechanism(one, protocol, `${where}.`, nextVersion)]
  })
  return Object.fromEntries(parsed) as Mechanisms
}

function parseMechanism(
  { tasks, rubric, incentive, next }: MechanismDefinition,
  protocol: Protocol,
  prefix: string,
  nextVersion: number | bigint | null,
): Mechanisms[number] {
  for (const [family, { synapse }] of Object.entries(tasks.families)) {
    checkFamily(family, tasks.protocol[synapse], protocol[synapse])
    if (rubric.families[family]?.synapse === synapse) continue
    const detail = `it was made for other tasks: no part of it scores the family ${family}`
    throw invalid(`${prefix}rubric`, detail, 'Make it with rubric(tasks, { … }) of the same tasks.')
  }
  const present = { tasks, rubric, incentive: parseIncentive(incentive) }
  if (nextVersion !== null) return { ...present, next: parseNext(nextVersion, next ?? {}, present, prefix) }
  if (next === undefined) return present
  const fix = 'Add next with the version to the definition, or remove it here.'
  throw invalid(`${prefix}next`, 'the definition names no next version', fix)
}

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
