import type { TypedAddress } from '@subnetkit/dashboard/options'
import type { ClientOptions } from '../../validator/client-options.js'
import type { RunCoordinatorOptions } from '../../validator/coordinator-options.js'
import type { RunValidatorOptions } from '../../validator/options.js'
import type { RunWorkerOptions } from '../../validator/worker-options.js'
import type { Config } from '../config/file-schema.js'
import { cliError } from '../errors.js'

/** The options of `runValidator` that the configuration holds. */
export function validatorOptions({
  subnet,
  validator = {},
  database,
  redis,
  gateway,
}: Config): Omit<RunValidatorOptions, 'netuid'> {
  return {
    ...validator,
    ...operateOptions(validator),
    ...recordsOptions(validator),
    dashboard: dashboardOptions(validator, undefined, gateway),
    receipts: receiptsOf(validator),
    ...planOptions(validator),
    mechanism: subnet?.mechanism,
    databaseUrl: database?.url,
    directory: database?.directory,
    ...redisOf({ redis }),
  }
}

/** The options of `runCoordinator` that the configuration holds. */
export function coordinatorOptions(config: Config): Omit<RunCoordinatorOptions, 'netuid'> {
  const { subnet, coordinator = {} } = config
  return {
    ...coordinator,
    ...operateOptions(coordinator),
    ...recordsOptions(coordinator),
    dashboard: dashboardOptions(coordinator, undefined, config.gateway),
    ...planOptions(coordinator),
    ...sharedState('coordinator', config),
    mechanism: subnet?.mechanism,
  }
}

/** The options of `runWorker` that the configuration holds. */
export function workerOptions(config: Config): RunWorkerOptions {
  const { subnet, worker = {} } = config
  return {
    ...worker,
    ...operateOptions(worker),
    ...sharedState('worker', config),
    receipts: receiptsOf(worker),
    netuid: subnet?.netuid,
    mechanism: subnet?.mechanism,
  }
}

type PlanSettings = Pick<NonNullable<Config['coordinator']>, 'sampling' | 'budgets' | 'maxAnswerBytes'>

/** The functions refuse what is not complete, or no size. */
function planOptions({ sampling, budgets, maxAnswerBytes }: PlanSettings) {
  return {
    sampling: sampling as RunCoordinatorOptions['sampling'],
    budgets: budgets as RunCoordinatorOptions['budgets'],
    maxAnswerBytes: maxAnswerBytes as RunCoordinatorOptions['maxAnswerBytes'],
  }
}

/** Servers that a coordinator and its workers share. Throws USAGE. */
function sharedState(role: string, { database, redis }: Config) {
  const missing = [
    ...(database?.url === undefined ? ['--database-url'] : []),
    ...(redisOf({ redis }).redisUrl === undefined ? ['--redis-url'] : []),
  ]
  if (missing.length === 0) return { databaseUrl: database?.url, ...redisOf({ redis }) }
  throw cliError('USAGE', {
    detail: `a ${role} needs ${missing.join(' and ')}: the servers that coordinator and workers share`,
    fix: 'Pass both, or set SUBNETKIT_DATABASE_URL and SUBNETKIT_REDIS_URL. On one machine, subnet validator needs neither.',
  })
}

const redisOf = ({ redis }: Pick<Config, 'redis'>) => ({
  redisUrl: redis?.shards ?? redis?.url,
  drainingUrls: redis?.draining,
})

type ReceiptSettings = NonNullable<Config['worker']>['receipts']

function receiptsOf({ receipts }: { readonly receipts?: ReceiptSettings }): ClientOptions['receipts'] {
  const { enabled = true, ...limits } = receipts ?? {}
  return enabled ? limits : null
}

type RecordsSettings = Pick<NonNullable<Config['coordinator']>, 'records'>

/** The functions refuse them without a port. */
const recordsOptions = ({ records }: RecordsSettings) => ({
  records: records as RunCoordinatorOptions['records'],
})

type DashboardSettings = Pick<NonNullable<Config['validator']>, 'dashboard'>

/**
 * The dashboard that the configuration or the command line asks for; undefined for none. A gateway in another process is found by its own
 * setting; one in this process needs none.
 */
export function dashboardOptions(
  { dashboard }: DashboardSettings = {},
  typed?: TypedAddress,
  gateway?: Config['gateway'],
): RunValidatorOptions['dashboard'] {
  const { enabled = true, ...settings } = dashboard ?? {}
  const isWanted = typed !== undefined || (dashboard !== undefined && enabled)
  // A free port is not known here.
  const gatewayPort = gateway?.beside ? undefined : gateway?.statusPort || undefined
  return isWanted ? { ...settings, gatewayPort, ...typed } : undefined
}

type OperateSettings = Pick<NonNullable<Config['validator']>, 'health' | 'metrics'>

function operateOptions({ health, metrics }: OperateSettings) {
  const { enabled = true, ...address } = health ?? {}
  return {
    health: enabled ? (Object.keys(address).length > 0 ? address : undefined) : (false as const),
    // The function refuses one without a port.
    metrics: metrics as RunValidatorOptions['metrics'],
  }
}

/** The subnet of the chain. Throws USAGE. */
export function netuidOf({ subnet }: Config): number {
  if (subnet?.netuid !== undefined) return subnet.netuid
  throw cliError('USAGE', {
    detail: 'no netuid is given',
    fix: 'Pass --netuid, or set subnet.netuid in the configuration file.',
  })
}
