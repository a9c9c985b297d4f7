import { configError } from '@subnetkit/base'
import type { Answer, Rubric } from '../rubric/rubric.js'
import { ema } from '../scoreboard/ema.js'
import type { Incentive } from '../scoreboard/policy.js'
import { power } from '../scoreboard/power.js'
import { parseVectorPolicy } from '../scoreboard/vector/vector-policy.js'
import type { TaskSource } from '../tasks/task.js'
import type { Hyperparameters } from './hyperparameters.js'
import type { Protocol } from './synapse.js'

/** What {@link defineSubnet} takes. */
export interface SubnetDefinition<P extends Protocol, Truth> {
  /** Short name, lower case, for logs, queues and the CLI. */
  readonly name: string
  /** Version of protocol and scoring together; it becomes the weights version key. A positive integer. */
  readonly version: number
  readonly protocol: P
  readonly tasks: TaskSource<P, Truth>
  readonly rubric: Rubric<Answer<P, Truth>>
  /** @default exponential average (alpha 0.1), power (exponent 2), no burn */
  readonly incentive?: Partial<Incentive>
  /** What the owner sets on chain; what is left out stays as the chain has it. */
  readonly hyperparameters?: Hyperparameters
}

/** A subnet as one typed value: miner server, validator, client and CLI are made from it. */
export interface Subnet<P extends Protocol = Protocol, Truth = unknown> {
  readonly name: string
  readonly version: number
  readonly protocol: P
  readonly tasks: TaskSource<P, Truth>
  readonly rubric: Rubric<Answer<P, Truth>>
  readonly incentive: Incentive
  readonly hyperparameters: Hyperparameters
}

/**
 * Declares a subnet. Types of handlers, clients and checkers follow from `protocol` and `tasks`.
 * Throws CONFIG_INVALID for a bad name, version, burn, vector policy or an empty protocol.
 */
export function defineSubnet<const P extends Protocol, Truth>(
  definition: SubnetDefinition<P, Truth>,
): Subnet<P, Truth> {
  const { incentive = {} } = definition
  const burn = incentive.burn ?? 0
  check(
    /^[a-z][a-z0-9-]{0,31}$/.test(definition.name),
    'name',
    'use 1 to 32 of a-z, 0-9 and -, a letter first',
  )
  check(
    Number.isSafeInteger(definition.version) && definition.version > 0,
    'version',
    'use a positive integer',
  )
  check(Object.keys(definition.protocol).length > 0, 'protocol', 'name at least one synapse')
  return {
    ...definition,
    incentive: {
      scoreboard: incentive.scoreboard ?? ema({ alpha: 0.1 }),
      weights: incentive.weights ?? power({ exponent: 2 }),
      burn,
      vector: parseVectorPolicy(incentive.vector, burn),
    },
    hyperparameters: definition.hyperparameters ?? {},
  }
}

function check(holds: boolean, place: string, detail: string): void {
  if (!holds) throw configError('CONFIG_INVALID', { place: `defineSubnet ${place}`, detail })
}
