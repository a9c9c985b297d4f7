import { join } from 'node:path'
import {
  callback,
  checked,
  flag,
  integer,
  made,
  mechanism,
  milliseconds,
  netuid,
  oneOf,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import type { Database, Queues, ValidatorListener, ValidatorOptions } from '@subnetkit/core/validator'
import type { ClientReceiptOptions, MinerClientOptions, SpoolOptions } from '@subnetkit/transport'
import type { z } from 'zod'
import { type OperateOptions, operateAddress, operateFields } from '../health/options.js'
import { checkPlace, invalid, type NeuronOptions, neuronFields, runningFields } from '../neuron/options.js'
import { stateHome } from '../neuron/state-home.js'

/** Options of {@link runValidator}. */
export interface RunValidatorOptions
  extends NeuronOptions,
    OperateOptions,
    Pick<
      MinerClientOptions,
      | 'tlsFingerprint'
      | 'sessions'
      | 'requireMinerSignature'
      | 'spool'
      | 'maxConnectionsPerMiner'
      | 'maxMiners'
      | 'maxConcurrent'
    > {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /**
   * Folder for scores, rounds, receipts and pending weights; null keeps them in memory, and they are lost with the
   * process.
   * @default a folder of this chain, subnet, mechanism and hotkey in `$XDG_STATE_HOME/subnetkit/validators`
   */
  readonly directory?: string | null | undefined
  /** Redis for the jobs of rounds, `redis://…`. @default the embedded database */
  readonly redisUrl?: string | undefined
  /** An open database to share among validators of this process, instead of `directory`. */
  readonly database?: Database | undefined
  /** Open queues to share among validators of this process, instead of `redisUrl`. */
  readonly queues?: Queues | undefined
  /** Blocks from one round to the next: round n opens at block n × roundBlocks. @default the tempo of the subnet */
  readonly roundBlocks?: number | undefined
  /** Minimum number of blocks between two weight settings. @default 100, or the chain's limit if that is more */
  readonly weightsEveryBlocks?: number | undefined
  /** Returns the secret of a round: 32 unpredictable bytes. @default random bytes */
  readonly secretSource?: ((round: number) => Uint8Array) | undefined
  /** Chooses the neurons to query. @default all others that have published an axon */
  readonly miners?: ValidatorOptions<never>['miners'] | undefined
  /** Miners queried at the same time. @default 16 */
  readonly concurrency?: number | undefined
  /** Tasks of one miner in flight at the same time. @default 4 */
  readonly tasksAtOnce?: number | undefined
  /** Miners whose answers are scored at the same time. @default 4 */
  readonly scoresAtOnce?: number | undefined
  /** Pause before the first retry of a failed step, in ms; doubles each time, up to 10 s. @default 1000 */
  readonly retryDelayMs?: number | undefined
  /** Silence after which a step counts as dead and runs again, in ms. @default 10000 */
  readonly lockMs?: number | undefined
  /** Grace period for running steps on close, in ms. @default 10000 */
  readonly stopMs?: number | undefined
  /**
   * Query axons at private, loopback, link-local and other addresses that are not public.
   * @default true on a devnet; on other chains false
   */
  readonly allowPrivateAddresses?: boolean | undefined
  /**
   * Limits on the answers that are kept until their receipts come (receipts/1); null collects none.
   * @default see ClientReceiptOptions
   */
  readonly receipts?: Pick<ClientReceiptOptions, 'maxAwaiting' | 'maxBytes'> | null | undefined
  /** Receives every event, with the validator that it is about, in addition to the log. */
  readonly onEvent?: ValidatorOptions<never>['onEvent'] | undefined
}

export const validatorSchema = optionsOf({
  ...neuronFields,
  ...runningFields,
  ...operateFields,
  netuid: netuid(),
  mechanism: mechanism().default(0),
  directory: text('a path, or null').nullable().optional(),
  redisUrl: text('a URL').optional(),
  database: made<Database>('a database made by openDatabase', 'query', 'transaction').optional(),
  queues: made<Queues>('queues made by createQueues', 'add', 'work').optional(),
  roundBlocks: integer(1).optional(),
  weightsEveryBlocks: integer(1).optional(),
  secretSource: callback<(round: number) => Uint8Array>().optional(),
  miners: callback<NonNullable<ValidatorOptions<never>['miners']>>().optional(),
  concurrency: integer(1).optional(),
  tasksAtOnce: integer(1).optional(),
  scoresAtOnce: integer(1).optional(),
  retryDelayMs: milliseconds().optional(),
  lockMs: milliseconds().optional(),
  stopMs: milliseconds(0).optional(),
  allowPrivateAddresses: flag().optional(),
  tlsFingerprint: callback<NonNullable<MinerClientOptions['tlsFingerprint']>>().optional(),
  sessions: oneOf('auto', 'require', 'off').optional(),
  requireMinerSignature: flag().optional(),
  maxConnectionsPerMiner: integer(1).optional(),
  maxMiners: integer(1).optional(),
  maxConcurrent: integer(1).optional(),
  // Parsed by createMinerClient.
  spool: made<SpoolOptions>('an object of options').optional(),
  receipts: optionsOf({ maxAwaiting: integer(1).optional(), maxBytes: integer(1).optional() })
    .nullable()
    .prefault({}),
  onEvent: callback<ValidatorListener>().optional(),
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
  const { database, directory, queues, redisUrl } = settings
  if (database !== undefined && directory !== undefined) {
    const fix = 'Leave out either the directory or the database.'
    throw invalid('runValidator directory', 'an open database is given as well', fix)
  }
  if (queues !== undefined && redisUrl !== undefined) {
    const fix = 'Leave out either the redisUrl or the queues.'
    throw invalid('runValidator redisUrl', 'open queues are given as well', fix)
  }
  return settings
}

/**
 * Default folder of a validator. Its name includes the chain: scores from one devnet mean nothing on the next.
 */
export function stateDirectory(of: {
  readonly genesisHash: string
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
}): string {
  const name = `${of.genesisHash.slice(2, 10)}-${of.netuid}-${of.mechanism}-${of.hotkey}`
  return join(stateHome(), 'validators', name)
}
