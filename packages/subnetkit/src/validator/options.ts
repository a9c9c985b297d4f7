import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  checked,
  integer,
  made,
  mechanism,
  milliseconds,
  netuid,
  number,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import type { Database, Queues, ValidatorOptions } from '@subnetkit/core/validator'
import { type DashboardOptions, dashboardSettings } from '@subnetkit/dashboard/options'
import type { z } from 'zod'
import { type OperateOptions, operateAddress, operateFields } from '../health/options.js'
import { checkPlace, invalid, type NeuronOptions, neuronFields, runningFields } from '../neuron/options.js'
import { stateHome } from '../neuron/state-home.js'
import { type RecordsOptions, recordsSchema } from '../records/options.js'
import { type ClientOptions, clientFields } from './client-options.js'
import type { LeaseOption } from './lease.js'
import type { PackageOption } from './own-package.js'
import { type RedisOptions, redisFields } from './redis-options.js'
import { coordinatorTuning, type KeepOptions, tuningFields, workerTuning } from './tuning.js'

/** Options of {@link runValidator}. */
export interface RunValidatorOptions
  extends NeuronOptions,
    OperateOptions,
    ClientOptions,
    KeepOptions,
    LeaseOption,
    PackageOption,
    Pick<RedisOptions, 'drainingUrls'>,
    Pick<
      ValidatorOptions<never>,
      | 'weightsEveryBlocks'
      | 'maxRounds'
      | 'secretSource'
      | 'miners'
      | 'sampling'
      | 'budgets'
      | 'concurrency'
      | 'tasksAtOnce'
      | 'maxAnswerBytes'
      | 'scoresAtOnce'
      | 'retryDelayMs'
      | 'lockMs'
      | 'stopMs'
      | 'onEvent'
    > {
  readonly netuid: number
  /** One mechanism of the subnet. @default all that the definition has */
  readonly mechanism?: number | undefined
  /**
   * Folder for scores, rounds, receipts and pending weights; null keeps them in memory, and they are lost with the
   * process.
   * @default a folder of this chain, subnet, mechanism and hotkey in `$XDG_STATE_HOME/subnetkit/validators`
   */
  readonly directory?: string | null | undefined
  /** PostgreSQL for them instead, `postgres://…`. @default the folder */
  readonly databaseUrl?: string | undefined
  /**
   * Redis for the jobs of rounds, `redis://…`, or a list of servers that subnets are spread over.
   * @default the embedded database; with `databaseUrl` the memory, which is filled from the store at each start
   */
  readonly redisUrl?: RedisOptions['redisUrl']
  /** An open database to share among validators of this process, instead of `directory`. */
  readonly database?: Database | undefined
  /** Open queues to share among validators of this process, instead of `redisUrl`. */
  readonly jobs?: Queues | undefined
  /** Blocks from one round to the next: rounds begin at multiples of it. @default the tempo of the subnet */
  readonly roundBlocks?: number | undefined
  /**
   * Lets requests of users feed scores, for a gateway that gets `organic` of the running validator: their evidence is at most this share of a
   * round's mean, and tasks are spread over the round so as to look like them. @default requests of users feed no scores
   */
  readonly organic?: { readonly share?: number | undefined } | undefined
  /** Listener that gives each miner its own score records, for requests that its hotkey signed. @default none */
  readonly records?: RecordsOptions | undefined
  /** Serves the pages that show this process to a browser: `{}` on 127.0.0.1:9470. @default none */
  readonly dashboard?: DashboardOptions | undefined
}

export const validatorSchema = optionsOf({
  ...neuronFields,
  ...runningFields,
  ...operateFields,
  records: recordsSchema.optional(),
  dashboard: dashboardSettings.optional(),
  netuid: netuid(),
  mechanism: mechanism().optional(),
  directory: text('a path, or null').nullable().optional(),
  databaseUrl: text('a URL').optional(),
  ...redisFields,
  database: made<Database>('a database made by openDatabase', 'query', 'transaction').optional(),
  jobs: made<Queues>('queues made by createQueues', 'add', 'work').optional(),
  roundBlocks: integer(1).optional(),
  maxRounds: integer(1).optional(),
  ...tuningFields,
  ...coordinatorTuning,
  ...workerTuning,
  ...clientFields,
  organic: optionsOf({ share: number(0, 0.2).default(0.2) }).optional(),
  stopMs: milliseconds(0).default(10_000),
})
export type ValidatorSettings = z.output<typeof validatorSchema>

/** Checks that a value is a subnet. Throws CONFIG_INVALID. */
export function checkSubnet(subnet: unknown, place = 'runValidator'): void {
  const field = checked<object>(isSubnet, 'a subnet made by defineSubnet')
  parseOptions(optionsOf({ subnet: field }), { subnet }, place)
}

function isSubnet(value: unknown): boolean {
  const { protocol, tasks, rubric } = Object(value)
  return [protocol, tasks, rubric].every((part) => typeof part === 'object' && part !== null)
}

/** Parses the options, and refuses those that contradict each other. Throws CONFIG_INVALID. */
export function parseValidatorOptions(options: RunValidatorOptions): ValidatorSettings {
  const settings = parseOptions(validatorSchema, options, 'runValidator')
  checkPlace('runValidator', settings)
  operateAddress('runValidator', settings)
  const { database, databaseUrl, directory, jobs, redisUrl } = settings
  const places = { directory, databaseUrl, database }
  const [first, second] = Object.entries(places).flatMap(([name, place]) =>
    place === undefined ? [] : [name],
  )
  if (second !== undefined) {
    throw invalid(
      `runValidator ${first}`,
      `${second} is given as well`,
      `Leave out either the ${first} or the ${second}.`,
    )
  }
  if (jobs !== undefined && redisUrl !== undefined) {
    const fix = 'Leave out either the redisUrl or the jobs.'
    throw invalid('runValidator redisUrl', 'open queues are given as well', fix)
  }
  return settings
}

interface StatePlace {
  readonly genesisHash: string
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
}

/**
 * Default folder of a validator. Its name includes the chain: scores from one devnet mean nothing on the next.
 */
export const stateDirectory = (of: StatePlace, env?: Parameters<typeof stateHome>[0]): string =>
  join(stateHome(env), 'validators', `${stateDirectoryPrefix(of)}${of.hotkey}`)

const stateDirectoryPrefix = ({ genesisHash, netuid, mechanism }: StatePlace) =>
  `${genesisHash.slice(2, 10)}-${netuid}-${mechanism}-`

/**
 * Default folders of other hotkeys on the same chain, subnet and mechanism, if the validator has none yet: one may be that
 * of its own former hotkey.
 */
export function otherStateDirectories(of: StatePlace): readonly string[] {
  const own = stateDirectory(of)
  const home = dirname(own)
  if (existsSync(own) || !existsSync(home)) return []
  const names = readdirSync(home).filter((name) => name.startsWith(stateDirectoryPrefix(of)))
  return names.sort().map((name) => join(home, name))
}
