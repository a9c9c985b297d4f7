import { parseOptions } from '@subnetkit/base'
import type { Subnet } from '../../subnet/define-subnet.js'
import type { Protocol } from '../../subnet/synapse.js'
import type { Families } from '../../tasks/task.js'
import { createRole, type Role } from '../lifetime.js'
import type { ValidatorOptions } from '../options.js'
import { validatorOptions } from '../parse-options.js'
import { createCoordinator } from './create-coordinator.js'
import { createWorker } from './create-worker.js'

/** A running validator; disposing it stops it. */
export type Validator = Role

/**
 * Runs rounds of a subnet: plan, query, score, fold, set weights; a coordinator and a worker in one process. Each step is
 * a job with its own id, and its result is stored before the job is acknowledged, so that a crash at any point repeats
 * work and never results.
 * Throws CONFIG_INVALID for invalid options; `start` throws CHAIN_WENT_BACK, CHAIN_DIFFERS, SCORES_NEWER and
 * SCOREBOARD_CHANGED.
 */
export function createValidator<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: ValidatorOptions<P>,
): Validator {
  const parsed = parseOptions(validatorOptions, options, 'createValidator')
  const { client: _client, concurrency, scoresAtOnce, ...coordinator } = parsed
  const {
    chain: _chain,
    roundBlocks: _length,
    maxRounds: _most,
    weightsEveryBlocks: _every,
    ...rest
  } = coordinator
  const {
    secretSource: _secret,
    miners: _miners,
    tasksAtOnce: _tasks,
    maxAnswerBytes: _bytes,
    ...others
  } = rest
  const { sampling: _sampling, budgets: _budgets, packageHash: _package, ...shared } = others
  const roles = [
    createCoordinator(subnet, coordinator),
    createWorker(subnet, { ...shared, concurrency, scoresAtOnce, client: options.client }),
  ] as const

  return createRole({
    async start() {
      for (const role of roles) await role.start()
    },
    cancel() {
      for (const role of roles) void role.stop()
    },
    async stop() {
      await Promise.all(roles.map((role) => role.stop()))
    },
  })
}
