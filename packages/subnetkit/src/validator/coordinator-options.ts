import {
  flag,
  integer,
  made,
  mechanism,
  milliseconds,
  netuid,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import type { CoordinatorOptions, Database, Queues } from '@subnetkit/core/validator'
import { type DashboardOptions, dashboardSettings } from '@subnetkit/dashboard/options'
import type { z } from 'zod'
import { type OperateOptions, operateAddress, operateFields } from '../health/options.js'
import { checkPlace, invalid, type NeuronOptions, neuronFields, runningFields } from '../neuron/options.js'
import { type RecordsOptions, recordsSchema } from '../records/options.js'
import type { LeaseOption } from './lease.js'
import type { PackageOption } from './own-package.js'
import { type RedisOptions, redisFields } from './redis-options.js'
import { coordinatorTuning, type KeepOptions, tuningFields } from './tuning.js'

/** Options of {@link runCoordinator}. */
export interface RunCoordinatorOptions
  extends NeuronOptions,
    SharedState,
    OperateOptions,
    KeepOptions,
    LeaseOption,
    PackageOption,
    Pick<
      CoordinatorOptions,
      | 'weightsEveryBlocks'
      | 'secretSource'
      | 'miners'
      | 'sampling'
      | 'budgets'
      | 'tasksAtOnce'
      | 'maxAnswerBytes'
      | 'scoreLabel'
      | 'retryDelayMs'
      | 'lockMs'
      | 'stopMs'
      | 'onEvent'
    > {
  readonly netuid: number
  /** One mechanism of the subnet. @default all that the definition has */
  readonly mechanism?: number | undefined
  /** Blocks from one round to the next: rounds begin at multiples of it. @default the tempo of the subnet */
  readonly roundBlocks?: number | undefined
  /**
   * Lets workers query axons at private, loopback, link-local and other addresses that are not public.
   * @default true on a devnet; on other chains false
   */
  readonly allowPrivateAddresses?: boolean | undefined
  /** Listener that gives each miner its own score records, for requests that its hotkey signed. @default none */
  readonly records?: RecordsOptions | undefined
  /** Serves the pages that show this process to a browser: `{}` on 127.0.0.1:9470. @default none */
  readonly dashboard?: DashboardOptions | undefined
}

/** Options for the state that a coordinator and its workers share. */
export interface SharedState extends RedisOptions {
  /** PostgreSQL of the store, `postgres://…`. @default none: give `databaseUrl` or `database` */
  readonly databaseUrl?: string | undefined
  /** Redis of the jobs, `redis://…`, or a list of servers that subnets are spread over. @default none: give `redisUrl` or `jobs` */
  readonly redisUrl?: RedisOptions['redisUrl']
  /** An open database to share within this process, instead of `databaseUrl`. */
  readonly database?: Database | undefined
  /** Open queues to share within this process, instead of `redisUrl`. */
  readonly jobs?: Queues | undefined
}

/** Fields of {@link SharedState}. */
export const sharedFields = {
  databaseUrl: text('a URL').optional(),
  ...redisFields,
  database: made<Database>('a database made by openDatabase', 'query', 'transaction').optional(),
  jobs: made<Queues>('queues made by createQueues', 'add', 'work').optional(),
}

export const coordinatorSchema = optionsOf({
  ...neuronFields,
  ...runningFields,
  ...sharedFields,
  ...operateFields,
  records: recordsSchema.optional(),
  dashboard: dashboardSettings.optional(),
  ...tuningFields,
  ...coordinatorTuning,
  netuid: netuid(),
  mechanism: mechanism().optional(),
  roundBlocks: integer(1).optional(),
  scoreLabel: text('a label').nullable().optional(),
  allowPrivateAddresses: flag().optional(),
  stopMs: milliseconds(0).default(10_000),
})
export type CoordinatorSettings = z.output<typeof coordinatorSchema>

/** Parses the options, and refuses those that contradict each other. Throws CONFIG_INVALID. */
export function parseCoordinatorOptions(options: RunCoordinatorOptions): CoordinatorSettings {
  const settings = parseOptions(coordinatorSchema, options, 'runCoordinator')
  checkPlace('runCoordinator', settings)
  checkState('runCoordinator', settings)
  operateAddress('runCoordinator', settings)
  return settings
}

/** Throws CONFIG_INVALID unless there is one place for the store and one for the jobs. */
export function checkState(place: string, state: SharedState): void {
  const { databaseUrl, database, redisUrl, jobs } = state
  for (const [name, url, open, what] of [
    ['databaseUrl', databaseUrl, database, 'a PostgreSQL server'],
    ['redisUrl', redisUrl, jobs, 'a Redis server'],
  ] as const) {
    if (url !== undefined && open !== undefined) {
      throw invalid(`${place} ${name}`, 'an open one is given as well', `Leave out either of them.`)
    }
    if (url === undefined && open === undefined) {
      const fix = `Give the URL of ${what}, which the coordinator and all workers share.`
      throw invalid(`${place} ${name}`, 'it is missing', fix)
    }
  }
}
